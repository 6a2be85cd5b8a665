/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hints that were proposed in 2020 and have no number in the objtool of today. Each is said in today's words as far as those go, and
 * what they cannot say is written to a section of our own, which the real objtool passes over and Unwind Lens reads:
 *
 *	.discard.unwind_lens.ret_offset		.long place - ., bytes
 *	.discard.unwind_lens.adjust		.long place - ., bytes
 *
 * place is the next instruction. ret_offset: "on this return, bytes more than the return address are on the stack, on purpose".
 * adjust: "take the state that is computed for this place, with bytes fewer on the stack". The first has a faithful mapping (a FUNC hint,
 * which is what it became in 5.12), and the number lets the claim be checked, which the FUNC hint by itself forbids. The second needs
 * arithmetic on a computed state, and no hint of today does arithmetic: the real objtool sees nothing of it.
 */
#ifndef UNWIND_LENS_ASM_UNWIND_HINTS_PROPOSED_H
#define UNWIND_LENS_ASM_UNWIND_HINTS_PROPOSED_H

.macro __lens_number section:req, bytes:req
#ifdef CONFIG_OBJTOOL
.Llens_at_\@:
	.pushsection \section
	.long	.Llens_at_\@ - ., \bytes
	.popsection
#endif
.endm

/* In front of a ret or a tail call that leaves through a pushed address. */
.macro UNWIND_HINT_RET_OFFSET sp_offset=8
	__lens_number .discard.unwind_lens.ret_offset, \sp_offset
	UNWIND_HINT_FUNC
.endm

/*
 * The first name of the same. In front of an iret to self say exception=1: inside a function an iret already counts as 40 bytes that are
 * popped, after which the walk goes on, so that nothing but the claim is left to be said.
 */
.macro UNWIND_HINT_RET_TAIL exception=0
	.if	\exception
	__lens_number .discard.unwind_lens.ret_offset, 40
	.else
	UNWIND_HINT_RET_OFFSET sp_offset=8
	.endif
.endm

/* Behind an instruction that popped sp_add bytes without objtool's knowledge. */
.macro UNWIND_HINT_ADJUST sp_add:req
	__lens_number .discard.unwind_lens.adjust, \sp_add
.endm

#endif
