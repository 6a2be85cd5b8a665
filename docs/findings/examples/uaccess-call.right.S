// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_FUNC_START(example)
	stac
	mov	(%rdi), %rax
	clac
	call	somewhere
	RET
SYM_FUNC_END(example)
