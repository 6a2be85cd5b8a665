/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Finding the registers of the interrupted code.
 *
 * In 2016 a frame walker could not see that a struct pt_regs lies between two frames. The proposal: around the call of a handler build an
 * extra frame whose return address lies in a function that exists only to be recognised, with the address of the registers above it.
 * What was merged instead is one odd number in rbp; and the tables that were asked for in the thread became ORC, which says it with a
 * hint. The frame macros do something only in a kernel with frame pointers.
 */
#ifndef CONFIG_FRAME_POINTER
#define CONFIG_FRAME_POINTER 1
#endif
#include <linux/linkage.h>
#include <asm/calling.h>

	.section .entry.text, "ax"

/* Good: the proposal. Three words more while the handler runs; the registers stay where they are. */
SYM_CODE_START(interrupt_2016)
	UNWIND_HINT_IRET_REGS offset=8
	PUSH_AND_CLEAR_REGS
	mov	%rsp, %rdi
	CREATE_PT_REGS_FRAME regs=%rdi
	call	handler
	REMOVE_PT_REGS_FRAME
	POP_REGS
	add	$8, %rsp
	UNWIND_HINT_IRET_REGS
	iretq
SYM_CODE_END(interrupt_2016)

/* Good: the same by one macro, and what is done today. */
SYM_CODE_START(interrupt)
	UNWIND_HINT_IRET_REGS offset=8
	PUSH_AND_CLEAR_REGS clear_bp=0
	ENCODE_FRAME_POINTER
	mov	%rsp, %rdi
	CALL_HANDLER handler regs=%rdi
	POP_REGS
	add	$8, %rsp
	UNWIND_HINT_IRET_REGS
	iretq
SYM_CODE_END(interrupt)

/* Bad: one way builds the extra frame, the other does not, and both call the handler from the same line. */
SYM_CODE_START(interrupt_sometimes)
	UNWIND_HINT_REGS
	mov	%rsp, %rdi
	testb	$3, CS(%rsp)
	jnz	1f
	CREATE_PT_REGS_FRAME regs=%rdi
1:	call	handler
//	^^^^ warning: [stack-mismatch-cfa] stack state mismatch: cfa1=4+0 cfa2=4+24
	iretq
SYM_CODE_END(interrupt_sometimes)
