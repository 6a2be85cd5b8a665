/* A header for C and for the assembler: the same list declares functions there and makes entries here. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/linkage.h>

.macro entry vector:req asmsym:req csym:req has_error_code=0
SYM_CODE_START(\asmsym)
	.if	\has_error_code == 0
	push	$-1
	.endif
	.if	\vector == 3
	nop
	.endif
	mov	%rsp, %rdi
	jmp	\csym
SYM_CODE_END(\asmsym)
.endm

	.text
#include "c-header.h"
