/* A table made by a script: a header of rows, read once for the code and once for the data. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/linkage.h>

	.text
SYM_FUNC_START(dispatch)
#define ROW(number, name) cmp $number, %eax; je name;
#include "generated.rows.h"
#undef ROW
	xor	%eax, %eax
	RET
SYM_FUNC_END(dispatch)

	.section .rodata
	.balign	8
#define ROW(number, name) .quad name;
SYM_DATA_START(table)
#include "generated.rows.h"
SYM_DATA_END(table)
#undef ROW
