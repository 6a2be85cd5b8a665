// SPDX-License-Identifier: GPL-2.0-or-later
//- objtool:--ibt,--link
	.text
SYM_FUNC_START(example)
	RET
SYM_FUNC_END(example)
	.data
	.quad	example
