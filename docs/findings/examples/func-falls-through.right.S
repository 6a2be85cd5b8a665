// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_FUNC_START(example)
	mov	%rdi, %rax
	RET
SYM_FUNC_END(example)
SYM_FUNC_START(next)
	RET
SYM_FUNC_END(next)
