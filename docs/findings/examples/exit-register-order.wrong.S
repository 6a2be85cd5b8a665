// SPDX-License-Identifier: GPL-2.0-or-later
	.section .entry.text, "ax"
SYM_CODE_START(entry)
	UNWIND_HINT_REGS
	mov	%rsp, %rdi
	call	handler
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbp
	pop	%rbx
	pop	%r11
	pop	%r10
	pop	%r9
	pop	%r8
	pop	%rax
	pop	%rcx
	pop	%rsi
	pop	%rdx
	pop	%rdi
	add	$8, %rsp
	UNWIND_HINT_IRET_REGS
	iretq
SYM_CODE_END(entry)
