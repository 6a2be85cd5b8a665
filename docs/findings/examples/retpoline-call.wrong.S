// SPDX-License-Identifier: GPL-2.0-or-later
//- objtool:--retpoline
	.text
SYM_FUNC_START(example)
	call	*%rax
	RET
SYM_FUNC_END(example)
