// SPDX-License-Identifier: GPL-2.0-or-later
//- objtool:--stackval
	.text
SYM_FUNC_START(example)
	call	somewhere
	RET
SYM_FUNC_END(example)
