// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_FUNC_START(example)
	call	panic
	mov	%rdi, %rax
	RET
SYM_FUNC_END(example)
