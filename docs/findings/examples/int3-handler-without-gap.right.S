// SPDX-License-Identifier: GPL-2.0-or-later
#define CONFIG_HAVE_STATIC_CALL 1
	.section .entry.text, "ax"
SYM_CODE_START(breakpoint)
	UNWIND_HINT_IRET_REGS
	push	$-1
	testb	$3, 2*8(%rsp)
	jnz	1f
	.rept	6
	push	5*8(%rsp)
	.endr
	UNWIND_HINT_IRET_REGS offset=8
1:	PUSH_AND_CLEAR_REGS
	mov	%rsp, %rdi
	call	exc_int3
	jmp	return_from_exception
SYM_CODE_END(breakpoint)
