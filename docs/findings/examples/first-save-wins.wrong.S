// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_FUNC_START(example)
	push	%rbx
	push	%rbx
	mov	%rdi, %rbx
	call	helper
	pop	%rbx
	call	stop
	ud2
SYM_FUNC_END(example)
