// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_FUNC_START(example)
	mov	%rdi, -8(%rsp)
	mov	-8(%rsp), %rax
	RET
SYM_FUNC_END(example)
