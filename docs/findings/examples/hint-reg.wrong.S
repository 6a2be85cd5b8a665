// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_FUNC_START(example)
	UNWIND_HINT	sp_reg=14 sp_offset=8 type=UNWIND_HINT_TYPE_CALL
	RET
SYM_FUNC_END(example)
