// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_FUNC_START(example)
	UNWIND_HINT_SAVE
	nop
	jmp	2f
1:
	RET
2:
	nop
	UNWIND_HINT_RESTORE
	nop
	jmp	1b
SYM_FUNC_END(example)
