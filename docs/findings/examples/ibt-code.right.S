// SPDX-License-Identifier: GPL-2.0-or-later
//- objtool:--ibt,--link
	.text
SYM_CODE_START(target)
	UNWIND_HINT_FUNC
	endbr64
	RET
SYM_CODE_END(target)
SYM_FUNC_START(example)
	endbr64
	lea	target(%rip), %rax
	RET
SYM_FUNC_END(example)
