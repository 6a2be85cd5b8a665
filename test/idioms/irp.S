/* A body for each of a list of words, and for each character of one. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/linkage.h>

.macro choose reg:req
	.irp	high, r8, r9, r10
	.ifc	\reg, \high
	cs
	.endif
	.endr
	mov	%\reg, %rax
.endm

	.text
SYM_FUNC_START(each_register)
	.irp	reg, rbx, rbp, r12
	push	%\reg
	.endr
	choose	r9
	choose	rsi
	.irp	reg, r12, rbp, rbx
	pop	%\reg
	.endr
	.irpc	digit, 135
	add	$\digit, %rax
	.endr
	RET
SYM_FUNC_END(each_register)
