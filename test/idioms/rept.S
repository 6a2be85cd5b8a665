/* Repetition by a count that is an expression, also inside each other and with a counter. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/linkage.h>
#define SLOTS 4

	.text
SYM_FUNC_START(pushes)
	.rept	SLOTS / 2
	push	%rbx
	.endr
	.rept	2
	.rept	2
	nop
	.endr
	pop	%rbx
	.endr
	.rept	0
	ud2
	.endr
	RET
SYM_FUNC_END(pushes)

	.section .rodata
	entry = 0
	.rept	SLOTS
	.byte	entry, SLOTS - entry
	entry = entry + 1
	.endr
