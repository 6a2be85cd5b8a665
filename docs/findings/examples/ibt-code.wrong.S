// SPDX-License-Identifier: GPL-2.0-or-later
//- objtool:--ibt,--link
	.text
SYM_CODE_START(target)
	UNWIND_HINT_FUNC
	RET
SYM_CODE_END(target)
SYM_FUNC_START(example)
	lea	target(%rip), %rax
	RET
SYM_FUNC_END(example)
