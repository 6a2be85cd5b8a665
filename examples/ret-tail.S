/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A return that is a jump.
 *
 * `push target; ret` goes to target without needing a register for it, and is predicted by the return predictor. When the ret executes,
 * one word more than the return address is on the stack. objtool calls that a modified stack frame, unless it is told. In 2020 the hints
 * RET_TAIL and RET_OFFSET told it the number of bytes; today UNWIND_HINT_FUNC asserts the state of a function's entry and keeps the
 * number to itself.
 */
#include <linux/linkage.h>
#include <asm/unwind_hints.h>

	.text

/* Good: the hint says that the pushed word is a target. rdi is the first argument: a function to go on in. */
SYM_FUNC_START(continue_in)
	push	%rdi
	UNWIND_HINT_FUNC
	RET
SYM_FUNC_END(continue_in)

/* Good: the proposal's spelling, which keeps the number of bytes where a tool can check it. */
SYM_FUNC_START(continue_in_2020)
	push	%rdi
	UNWIND_HINT_RET_OFFSET sp_offset=8
	RET
SYM_FUNC_END(continue_in_2020)

/* Good: an iret to the next instruction consumes the five words that were pushed for it, and the function goes on. */
SYM_FUNC_START(serialize)
	mov	%ss, %eax
	push	%rax
	lea	8(%rsp), %rax
	push	%rax
	pushf
	mov	%cs, %eax
	push	%rax
	lea	1f(%rip), %rax
	push	%rax
	iretq
1:	RET
SYM_FUNC_END(serialize)

/* Bad: nobody said that this is meant. */
SYM_FUNC_START(forgotten)
	push	%rdi
	RET
//	^^^ warning: [return-modified-frame] return with modified stack frame
SYM_FUNC_END(forgotten)

/* Bad, and objtool is silent: two words too many, and the hint hides it. */
SYM_FUNC_START(hidden)
	push	%rbx
	push	%rdi
	UNWIND_HINT_FUNC
	RET
//	^^^ lens: [hint-func-hides-depth] the hint says that the stack is as at entry; 16 bytes are still on it, 8 more than the target of this return
SYM_FUNC_END(hidden)
