// SPDX-License-Identifier: GPL-2.0-or-later
	.section .entry.text, "ax"
SYM_CODE_START(breakpoint)
	UNWIND_HINT_IRET_REGS
	.rept	5
	push	4*8(%rsp)
	.endr
	UNWIND_HINT_IRET_REGS
	call	emulate
	iretq
SYM_CODE_END(breakpoint)
