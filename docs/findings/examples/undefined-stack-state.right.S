// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_FUNC_START(example)
	push	%rbp
	mov	%rsp, %rbp
	mov	%rdi, %rsp
	mov	%rbp, %rsp
	pop	%rbp
	RET
SYM_FUNC_END(example)
