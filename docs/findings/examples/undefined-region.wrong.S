// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_CODE_START(example)
	UNWIND_HINT_END_OF_STACK
	call	helper
	ud2
SYM_CODE_END(example)
