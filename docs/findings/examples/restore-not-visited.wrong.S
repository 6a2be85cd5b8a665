// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_FUNC_START(example)
	jmp	2f
1:
	UNWIND_HINT_SAVE
	nop
	RET
2:
	nop
	UNWIND_HINT_RESTORE
	nop
	jmp	1b
SYM_FUNC_END(example)
