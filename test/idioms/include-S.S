/* One file included twice, under other names and other defines. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/linkage.h>

	.text
#define NAME sum_plain
#include "include-S.part.S"
#undef NAME

#define NAME sum_saving
#define SAVE 1
#include "include-S.part.S"

	.macro	BODY_IN_MACRO n
#include "include-S.lines.S"
	.endm
SYM_FUNC_START(in_macro)
	BODY_IN_MACRO 5
	BODY_IN_MACRO 6
	RET
SYM_FUNC_END(in_macro)
