// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_FUNC_START(example)
	push	%rbp
	mov	%rsp, %rbp
	xor	%eax, %eax
	call	helper
	pop	%rbp
	ret
SYM_FUNC_END(example)
