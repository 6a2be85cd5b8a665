// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_FUNC_START(example)
	push	%rbx
	sub	$8, %rsp
	mov	%rdi, %rbx
	call	helper
	add	$8, %rsp
	pop	%rbx
	ret
SYM_FUNC_END(example)
