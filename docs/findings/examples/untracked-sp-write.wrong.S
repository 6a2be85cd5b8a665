// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_FUNC_START(example)
	push	%rbx
	mov	%rsp, %rbx
	mov	other_stack(%rip), %rsp
	call	helper
	mov	%rbx, %rsp
	pop	%rbx
	ret
SYM_FUNC_END(example)
