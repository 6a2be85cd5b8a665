// SPDX-License-Identifier: GPL-2.0-or-later
//- objtool:--stackval
	.text
SYM_FUNC_START(example)
	push	%rbp
	mov	%rdi, %rbp
	pop	%rbp
	RET
SYM_FUNC_END(example)
