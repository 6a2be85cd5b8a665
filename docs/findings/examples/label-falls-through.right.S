// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_FUNC_START(example)
	push	%rbx
	pop	%rbx
SYM_INNER_LABEL(example_middle, SYM_L_GLOBAL)
	RET
SYM_FUNC_END(example)
