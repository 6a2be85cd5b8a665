// SPDX-License-Identifier: GPL-2.0-or-later
//- objtool:--retpoline
	.text
SYM_FUNC_START(example)
	ANNOTATE_RETPOLINE_SAFE
	jmp	*%rax
SYM_FUNC_END(example)
