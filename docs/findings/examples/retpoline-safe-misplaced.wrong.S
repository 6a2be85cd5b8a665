// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_FUNC_START(example)
	ANNOTATE_RETPOLINE_SAFE
	mov	%rdi, %rax
	jmp	*%rax
SYM_FUNC_END(example)
