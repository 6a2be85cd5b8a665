// SPDX-License-Identifier: GPL-2.0-or-later
//- objtool:--stackval
	.text
SYM_FUNC_START(example)
	push	%rbx
	mov	%rdi, %rbx
	pop	%rbx
	RET
SYM_FUNC_END(example)
