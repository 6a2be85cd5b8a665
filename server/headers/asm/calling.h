/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Entry code: filling a struct pt_regs with pushes, and taking it apart again. The C calling convention's rest (which register holds an
 * argument, which one a callee keeps) is where this file got its name.
 */
#ifndef UNWIND_LENS_ASM_CALLING_H
#define UNWIND_LENS_ASM_CALLING_H

#include <linux/kconfig.h>
#include <linux/linkage.h>
#include <asm/unwind_hints.h>
#include <asm/cpufeatures.h>
#include <asm/alternative.h>
#include <asm/asm-offsets.h>
#include <asm/percpu.h>
#include <asm/ptrace-abi.h>
#include <asm/frame.h>
#include <asm/nospec-branch.h>
#include <asm/processor-flags.h>
#include <asm/msr.h>

/*
 * The fifteen general registers, below what the CPU and the entry pushed. save_ret=1 is for a callee that builds the frame: the return
 * address lies where di belongs, so it travels in rsi meanwhile and is pushed again last, below the finished frame. From there on the
 * words of the CPU, three words up, are all that an unwinder can use.
 */
.macro PUSH_REGS rdx=%rdx rcx=%rcx rax=%rax save_ret=0 unwind_hint=1
	.if	\save_ret
	pushq	%rsi
	movq	8(%rsp), %rsi
	movq	%rdi, 8(%rsp)
	UNWIND_HINT_IRET_REGS offset=3*8
	.else
	pushq	%rdi
	pushq	%rsi
	.endif
	pushq	\rdx
	pushq	\rcx
	pushq	\rax
	.irp	register, %r8, %r9, %r10, %r11, %rbx, %rbp, %r12, %r13, %r14, %r15
	pushq	\register
	.endr
	.if	\unwind_hint
	UNWIND_HINT_REGS
	.endif
	.if	\save_ret
	pushq	%rsi
	.endif
.endm

/* What user space left in the registers shall not steer a speculation. clear_bp=0 keeps an encoded frame pointer. */
.macro CLEAR_REGS clear_bp=1
	.irp	register, %esi, %edx, %ecx, %r8d, %r9d, %r10d, %r11d, %ebx
	xorl	\register, \register
	.endr
	.if	\clear_bp
	xorl	%ebp, %ebp
	.endif
	.irp	register, %r12d, %r13d, %r14d, %r15d
	xorl	\register, \register
	.endr
.endm

.macro PUSH_AND_CLEAR_REGS rdx=%rdx rcx=%rcx rax=%rax save_ret=0 clear_bp=1 unwind_hint=1
	PUSH_REGS rdx=\rdx, rcx=\rcx, rax=\rax, save_ret=\save_ret, unwind_hint=\unwind_hint
	CLEAR_REGS clear_bp=\clear_bp
.endm

/* pop_rdi=0 leaves di on the stack, for the last steps that need a register. */
.macro POP_REGS pop_rdi=1
	.irp	register, %r15, %r14, %r13, %r12, %rbp, %rbx, %r11, %r10, %r9, %r8, %rax, %rcx, %rdx, %rsi
	popq	\register
	.endr
	.if	\pop_rdi
	popq	%rdi
	.endif
.endm

/* One page table for both worlds, no buffers to clear: the steps below are named so that entry code reads as it does in a tree. */
.macro SWITCH_TO_KERNEL_CR3 scratch_reg:req
.endm
.macro SWITCH_TO_USER_CR3_NOSTACK scratch_reg:req scratch_reg2:req
.endm
.macro SWITCH_TO_USER_CR3_STACK scratch_reg:req
.endm
.macro SAVE_AND_SWITCH_TO_KERNEL_CR3 scratch_reg:req save_reg:req
.endm
.macro PARANOID_RESTORE_CR3 scratch_reg:req save_reg:req
.endm
.macro RESTORE_CR3 scratch_reg:req save_reg:req
.endm
.macro IBRS_ENTER save_reg
.endm
.macro IBRS_EXIT save_reg
.endm
.macro FENCE_SWAPGS_USER_ENTRY
.endm
.macro FENCE_SWAPGS_KERNEL_ENTRY
.endm
.macro STACKLEAK_ERASE
.endm
.macro STACKLEAK_ERASE_NOCLOBBER
.endm

/* Not gas macros: gas knows no case in macro names, and one named SWAPGS would call itself. */
#define SWAPGS			swapgs
#define INTERRUPT_RETURN	iretq

/* A function that calls func and keeps even the registers that C may change. */
.macro THUNK name:req, func:req
SYM_FUNC_START(\name)
	pushq	%rbp
	movq	%rsp, %rbp
	.irp	register, %rdi, %rsi, %rdx, %rcx, %rax, %r8, %r9, %r10, %r11
	pushq	\register
	.endr
	call	\func
	.irp	register, %r11, %r10, %r9, %r8, %rax, %rcx, %rdx, %rsi, %rdi
	popq	\register
	.endr
	popq	%rbp
	RET
SYM_FUNC_END(\name)
.endm

#endif
