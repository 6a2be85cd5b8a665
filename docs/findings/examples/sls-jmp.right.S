// SPDX-License-Identifier: GPL-2.0-or-later
//- objtool:--sls
	.text
SYM_FUNC_START(example)
	jmp	*%rax
	int3
SYM_FUNC_END(example)
