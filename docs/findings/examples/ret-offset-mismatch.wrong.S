// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_FUNC_START(example)
	push	%rdi
	UNWIND_HINT_RET_OFFSET	sp_offset=16
	ret
SYM_FUNC_END(example)
