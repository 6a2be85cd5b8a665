// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_FUNC_START(example)
	push	%rbx
	test	%rdi, %rdi
	jz	1f
	mov	%rdi, %rbx
1:
	pop	%rbx
	RET
SYM_FUNC_END(example)
