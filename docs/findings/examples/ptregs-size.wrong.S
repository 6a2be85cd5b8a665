// SPDX-License-Identifier: GPL-2.0-or-later
	.section .entry.text, "ax"
SYM_CODE_START(entry)
	UNWIND_HINT_IRET_REGS
	ASM_CLAC
	cld
	PUSH_AND_CLEAR_REGS
	mov	%rsp, %rdi
	call	handler
	jmp	return_from_exception
SYM_CODE_END(entry)
