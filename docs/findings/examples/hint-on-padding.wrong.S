// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_FUNC_START(example)
	nop
	UNWIND_HINT_FUNC
	.balign	16
	RET
SYM_FUNC_END(example)
