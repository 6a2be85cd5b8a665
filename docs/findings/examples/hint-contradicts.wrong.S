// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_FUNC_START(example)
	push	%rbx
	UNWIND_HINT_FUNC
	mov	%rdi, %rbx
	call	helper
	pop	%rbx
	ret
SYM_FUNC_END(example)
