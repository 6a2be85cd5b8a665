// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_FUNC_START(example)
	sub	$8, %rsp
	mov	%rdi, (%rsp)
	mov	(%rsp), %rax
	add	$8, %rsp
	RET
SYM_FUNC_END(example)
