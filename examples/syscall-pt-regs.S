/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A complete struct pt_regs at every system call.
 *
 * The syscall instruction leaves the user's rip in rcx and flags in r11, and does not switch stacks. Once the fast way left five words of
 * pt_regs empty, and whoever needed them called a macro that filled them in. The proposal of 2014, and the code ever since: fill all 21
 * words at entry, rcx into both the ip and the cx slot. At sysret, rcx must be what the ip slot holds, and r11 what the flags slot holds.
 * objtool sees only that the stack has no end before the hint; which word holds what is for Unwind Lens to say.
 */
#include <linux/linkage.h>
#include <asm/calling.h>
#include <asm/errno.h>
#include <asm/segment.h>

	.section .entry.text, "ax"

/* Good: six words, fifteen registers, and the way back. */
SYM_CODE_START(system_call)
	UNWIND_HINT_ENTRY
	ENDBR
	swapgs
	mov	%rsp, PER_CPU_VAR(user_stack)
	mov	PER_CPU_VAR(kernel_stack), %rsp
	push	$__USER_DS			/* ss */
	push	PER_CPU_VAR(user_stack)		/* sp */
	push	%r11				/* flags */
	push	$__USER_CS			/* cs */
	push	%rcx				/* ip */
	push	%rax				/* orig_ax */
	PUSH_AND_CLEAR_REGS rax=$-ENOSYS
	mov	%rsp, %rdi
	call	do_system_call

	mov	RIP(%rsp), %rcx
	mov	EFLAGS(%rsp), %r11
	mov	RDI(%rsp), %rdi
	mov	RAX(%rsp), %rax
	mov	RSP(%rsp), %rsp
	UNWIND_HINT_END_OF_STACK
	swapgs
	sysretq
SYM_CODE_END(system_call)

/* Bad, and objtool is silent: no push of r11, so every slot above orig_ax has its neighbour's value. */
SYM_CODE_START(system_call_short)
	UNWIND_HINT_ENTRY
	ENDBR
	swapgs
	mov	PER_CPU_VAR(kernel_stack), %rsp
	push	$__USER_DS
	push	PER_CPU_VAR(user_stack)
	push	$__USER_CS
	push	%rcx
	push	%rax
	PUSH_AND_CLEAR_REGS rax=$-ENOSYS
//	^^^^^^^^^^^^^^^^^^^ lens: [ptregs-slot-undefined] 20 words were pushed since the stack was loaded, a pt_regs has 21: every member above the last push names the wrong word
	mov	%rsp, %rdi
	call	do_system_call
	UNWIND_HINT_END_OF_STACK
	swapgs
	sysretq
//	^^^^^^^ lens: [sysret-rcx-r11] %rcx holds whatever a call left in it, and should be pt_regs.ip
//	^^^^^^^ lens: [sysret-rcx-r11] %r11 holds whatever a call left in it, and should be pt_regs.flags
//	^^^^^^^ lens: [sysret-user-rsp] rsp is still in the kernel's stack, and should be pt_regs.sp
SYM_CODE_END(system_call_short)

/* Bad, and objtool is silent: the flags are taken from the cs slot. */
SYM_CODE_START(system_return_wrong)
	UNWIND_HINT_REGS
	mov	RIP(%rsp), %rcx
	mov	CS(%rsp), %r11
	mov	RSP(%rsp), %rsp
	UNWIND_HINT_END_OF_STACK
	swapgs
	sysretq
//	^^^^^^^ lens: [sysret-rcx-r11] %r11 was loaded from pt_regs.cs, and should be pt_regs.flags
SYM_CODE_END(system_return_wrong)

/* Bad: a system return has no place in a function that C calls. */
SYM_FUNC_START(return_to_user)
	sysretq
//	^^^^^^^ warning: [ctx-switch-in-func] unsupported instruction in callable function
SYM_FUNC_END(return_to_user)
