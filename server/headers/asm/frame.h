/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The frame that CONFIG_FRAME_POINTER demands around every call; without the switch all of this is empty. */
#ifndef UNWIND_LENS_ASM_FRAME_H
#define UNWIND_LENS_ASM_FRAME_H

#include <linux/kconfig.h>
#include <asm/asm.h>

#ifdef CONFIG_FRAME_POINTER

.macro FRAME_BEGIN
	push	%_ASM_BP
	mov	%_ASM_SP, %_ASM_BP
.endm
.macro FRAME_END
	pop	%_ASM_BP
.endm

/* How much further away the stack's arguments are behind FRAME_BEGIN. */
#define FRAME_OFFSET	__ASM_SEL(4, 8)

/* An odd rbp tells the frame walker that it points at a pt_regs, not at a frame. */
.macro ENCODE_FRAME_POINTER ptregs_offset=0
	leaq	1 + \ptregs_offset(%rsp), %rbp
.endm

#else

#define FRAME_BEGIN
#define FRAME_END
#define FRAME_OFFSET	0
.macro ENCODE_FRAME_POINTER ptregs_offset=0
.endm

#endif

/*
 * The proposal of 2016 that ENCODE_FRAME_POINTER grew out of: an extra frame around a call from entry code. Its return address lies in
 * a function pt_regs that exists only to be recognised, and one word above that is the address of the registers.
 */
.macro CREATE_PT_REGS_FRAME regs=%rsp
#ifdef CONFIG_FRAME_POINTER
	pushq	\regs
	pushq	$pt_regs + 1
	pushq	%rbp
	movq	%rsp, %rbp
#endif
.endm
.macro REMOVE_PT_REGS_FRAME
#ifdef CONFIG_FRAME_POINTER
	popq	%rbp
	addq	$2*8, %rsp
#endif
.endm
.macro CALL_HANDLER handler:req regs=%rsp
	CREATE_PT_REGS_FRAME regs=\regs
	call	\handler
	REMOVE_PT_REGS_FRAME
.endm

#endif
