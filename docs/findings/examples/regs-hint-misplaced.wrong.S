// SPDX-License-Identifier: GPL-2.0-or-later
	.section .entry.text, "ax"
SYM_CODE_START(entry)
	UNWIND_HINT_IRET_REGS
	push	$-1
	UNWIND_HINT_IRET_REGS
	add	$8, %rsp
	UNWIND_HINT_IRET_REGS
	iretq
SYM_CODE_END(entry)
