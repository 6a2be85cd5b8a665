// SPDX-License-Identifier: GPL-2.0-or-later
	.section .entry.text, "ax"
SYM_CODE_START(entry)
	UNWIND_HINT_FUNC
	push	%rbp
	call	helper
	pop	%rbp
	ret
SYM_CODE_END(entry)
