// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_FUNC_START(example)
	push	%rbx
	push	%rdi
	UNWIND_HINT_FUNC
	ret
SYM_FUNC_END(example)
