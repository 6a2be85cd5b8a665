// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_FUNC_START(first)
	RET
	.byte	0x48, 0xb8
SYM_FUNC_END(first)
	.globl	example
	.type	example, @function
example:
	mov	%rdi, %rax
	mov	%rdi, %rax
	mov	%rdi, %rax
	RET
	.size	example, . - example
