// SPDX-License-Identifier: GPL-2.0-or-later
	.section .entry.text, "ax"
SYM_CODE_START(entry)
	UNWIND_HINT_CALL	sp_offset=8
	push	%rbp
	call	helper
	pop	%rbp
	ret
SYM_CODE_END(entry)
