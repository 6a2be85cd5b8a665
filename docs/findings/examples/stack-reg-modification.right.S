// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_FUNC_START(example)
	push	%rbp
	mov	%rsp, %rbp
	sub	%rdi, %rsp
	leave
	RET
SYM_FUNC_END(example)
