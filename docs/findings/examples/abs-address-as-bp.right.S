// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_FUNC_START(example)
	mov	%rsp, %rax
	mov	%rax, %gs:saved_stack
	ret
SYM_FUNC_END(example)
