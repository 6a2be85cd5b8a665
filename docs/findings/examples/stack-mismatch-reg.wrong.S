// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_FUNC_START(example)
	test	%rdi, %rdi
	jz	1f
	push	%rbx
	jmp	2f
1:
	push	%rax
2:
	pop	%rbx
	RET
SYM_FUNC_END(example)
