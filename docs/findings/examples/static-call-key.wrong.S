// SPDX-License-Identifier: GPL-2.0-or-later
//- objtool:--static-call
	.text
SYM_FUNC_START(example)
	call	__SCT__example
	RET
SYM_FUNC_END(example)
