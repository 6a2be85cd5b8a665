// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_FUNC_START(example)
	push	%rax
	call	takes_one_word
	UNWIND_HINT_ADJUST	sp_add=16
	ret
SYM_FUNC_END(example)
