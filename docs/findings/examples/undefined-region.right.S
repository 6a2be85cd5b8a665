// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_CODE_START(example)
	UNWIND_HINT_REGS
	call	helper
	ud2
SYM_CODE_END(example)
