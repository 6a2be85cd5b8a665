/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Room for a call that a breakpoint handler makes up.
 *
 * While the kernel patches a call instruction, its first byte is an int3. The handler then does what the call would have done: it pushes
 * a return address on the interrupted stack. But the words that the CPU pushed for the exception lie just there. So the entry copies
 * them further down first and leaves a gap of six words. After the copy both ways go on with the same kind of frame at the same
 * distance, which nobody can compute from the pushes: it takes a hint.
 */
#include <linux/linkage.h>
#include <linux/static_call_types.h>
#include <asm/unwind_hints.h>

	.section .entry.text, "ax"

/* Good: the hint says that the copy is now the frame. */
SYM_CODE_START(breakpoint)
	UNWIND_HINT_IRET_REGS
	push	$-1
	testb	$3, 2*8(%rsp)
	jnz	1f
	.rept	6
	push	5*8(%rsp)
	.endr
	UNWIND_HINT_IRET_REGS offset=8
1:	call	emulate
	add	$8, %rsp
	iretq
SYM_CODE_END(breakpoint)

/* Bad: without it the two ways differ by the 48 bytes of the copy. */
SYM_CODE_START(breakpoint_unhinted)
	UNWIND_HINT_IRET_REGS
	push	$-1
	testb	$3, 2*8(%rsp)
	jnz	1f
	.rept	6
	push	5*8(%rsp)
	.endr
1:	call	emulate
//	^^^^ warning: [stack-mismatch-cfa] stack state mismatch: cfa1=4+8 cfa2=4+56
	add	$8, %rsp
	iretq
SYM_CODE_END(breakpoint_unhinted)

	.text

/* The call that is patched: five bytes, to a trampoline with a well-known name. */
SYM_FUNC_START(notify)
	sub	$8, %rsp
	call	STATIC_CALL_TRAMP(notifier)
	add	$8, %rsp
	jmp	STATIC_CALL_TRAMP(notifier)
SYM_FUNC_END(notify)
