// SPDX-License-Identifier: GPL-2.0-or-later
//- objtool:--mcount
	.text
SYM_FUNC_START(example)
	jmp	__fentry__
SYM_FUNC_END(example)
