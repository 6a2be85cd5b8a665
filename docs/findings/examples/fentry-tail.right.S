// SPDX-License-Identifier: GPL-2.0-or-later
//- objtool:--mcount
	.text
SYM_FUNC_START(example)
	call	__fentry__
	RET
SYM_FUNC_END(example)
