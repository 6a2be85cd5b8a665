// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_FUNC_START(example)
	push	%rbp
	mov	%rsp, %rbp
	and	$-64, %rsp
	call	helper
	leave
	ret
SYM_FUNC_END(example)
