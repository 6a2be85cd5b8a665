/* Sections on a stack: a note about code beside it, a function written within another, and one in the other. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/linkage.h>

.macro note where
	.pushsection .notes_here, "a"
	.long	\where - .
	.pushsection .rodata.str, "aMS", @progbits, 1
.Ltext_\@:
	.asciz	"note"
	.popsection
	.long	.Ltext_\@ - .
	.popsection
.endm

	.section .noinstr.text, "ax"
SYM_CODE_START_NOALIGN(outer)
1:	nop
	note	1b
.pushsection .text, "ax"
SYM_FUNC_START(written_inside)
	push	%rbx
2:	pop	%rbx
	note	2b
	RET
SYM_FUNC_END(written_inside)
.popsection
3:	jmp	3b
SYM_CODE_END(outer)
