// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_FUNC_START(example)
	push	%rbx
SYM_INNER_LABEL(example_middle, SYM_L_GLOBAL)
	pop	%rbx
	RET
SYM_FUNC_END(example)
