// SPDX-License-Identifier: GPL-2.0-or-later
//- objtool:--link,--noinstr
	.section .noinstr.text, "ax"
SYM_FUNC_START(example)
	call	helper
	RET
SYM_FUNC_END(example)
	.text
SYM_FUNC_START(helper)
	RET
SYM_FUNC_END(helper)
