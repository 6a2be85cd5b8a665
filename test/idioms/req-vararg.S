/* Required arguments, the rest of the line, defaults, and arguments by name mixed with those by place. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/linkage.h>

.macro push_two first:req, second=rbp, saved=1
	push	%\first
	.if	\saved
	push	%\second
	.endif
.endm

.macro run instruction:req, operands:vararg
	\instruction	\operands
.endm

.macro bytes first, rest:vararg
	.byte	\first
	.ifnb	\rest
	bytes	\rest
	.endif
.endm

	.text
SYM_FUNC_START(arguments)
	push_two rbx
	push_two r12, saved=0
	push_two saved=1 first=r13 second=r14
	run	mov, $8, %eax
	run	lea, 8(%rdi, %rsi, 2), %rax
	run	nop
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbp
	pop	%rbx
	RET
SYM_FUNC_END(arguments)

	.section .rodata
	bytes	1, 2, 3
	bytes	1 + 1, (2 * 3)
