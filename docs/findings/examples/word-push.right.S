// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_FUNC_START(example)
	push	%rax
	pop	%rax
	ret
SYM_FUNC_END(example)
