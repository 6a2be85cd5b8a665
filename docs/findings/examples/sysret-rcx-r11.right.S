// SPDX-License-Identifier: GPL-2.0-or-later
	.section .entry.text, "ax"
SYM_CODE_START(entry)
	UNWIND_HINT_ENTRY
	swapgs
	mov	%rsp, PER_CPU_VAR(user_stack)
	mov	PER_CPU_VAR(kernel_stack), %rsp
	push	$__USER_DS
	push	PER_CPU_VAR(user_stack)
	push	%r11
	push	$__USER_CS
	push	%rcx
	push	%rax
	PUSH_AND_CLEAR_REGS	rax=$-ENOSYS
	mov	%rsp, %rdi
	call	do_system_call
	mov	RIP(%rsp), %rcx
	mov	EFLAGS(%rsp), %r11
	mov	RSP(%rsp), %rsp
	UNWIND_HINT_END_OF_STACK
	swapgs
	sysretq
SYM_CODE_END(entry)
