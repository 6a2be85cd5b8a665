// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_FUNC_START(synchronise)
	mov	%ss, %eax
	push	%rax
	lea	8(%rsp), %rax
	push	%rax
	pushf
	mov	%cs, %eax
	push	%rax
	lea	1f(%rip), %rax
	push	%rax
	iretq
	UNWIND_HINT_FUNC
1:	RET
SYM_FUNC_END(synchronise)
