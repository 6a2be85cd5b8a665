// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_CODE_START(example)
	UNWIND_HINT_FUNC
	nop
	UNWIND_HINT_FUNC
	RET
SYM_CODE_END(example)
