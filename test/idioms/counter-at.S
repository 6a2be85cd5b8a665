/* The counter of macro calls makes labels that no two calls share; a call within a call takes numbers too. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/linkage.h>

.macro skip_if_zero reg
	test	\reg, \reg
	jz	.Lzero_\@
	inc	\reg
.Lzero_\@:
.endm

.macro twice reg
.Lbefore_\@:
	skip_if_zero \reg
	skip_if_zero %rcx
	jmp	.Lafter_\@
	.long	\@
	jmp	.Lbefore_\@
.Lafter_\@:
.endm

	.text
SYM_FUNC_START(numbered)
	skip_if_zero %rax
	skip_if_zero %rdx
	RET
SYM_FUNC_END(numbered)

	.section .rodata
	.macro	number
	.long	\@
	.endm
	number
	.rept	2
	number
	.endr
