/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Unwind hints: what objtool shall believe in front of the next instruction, where it cannot compute it. A hint is obeyed, never
 * checked; a wrong one is a wrong backtrace.
 */
#ifndef UNWIND_LENS_ASM_UNWIND_HINTS_H
#define UNWIND_LENS_ASM_UNWIND_HINTS_H

#include <linux/objtool.h>

/* Nothing is known here, and no unwinder may come by. */
.macro UNWIND_HINT_UNDEFINED
	UNWIND_HINT type=UNWIND_HINT_TYPE_UNDEFINED
.endm

/* The outermost frame: an unwinder stops here and is content. */
.macro UNWIND_HINT_END_OF_STACK
	UNWIND_HINT type=UNWIND_HINT_TYPE_END_OF_STACK
.endm

/* The name of END_OF_STACK before 6.4. */
.macro UNWIND_HINT_EMPTY
	UNWIND_HINT_END_OF_STACK
.endm

/* The first instruction of an entry from user space or firmware. */
.macro UNWIND_HINT_ENTRY
	VALIDATE_UNRET_BEGIN
	UNWIND_HINT_END_OF_STACK
.endm

/*
 * A struct pt_regs lies at offset from base. indirect=1: its address is stored there. partial=1: only the five words that an exception
 * pushes are valid, and offset is where they begin. extra=0: the same, but offset is where the whole structure would begin, of which the
 * lower sixteen words are not filled yet. iret is partial's name up to 5.7.
 */
.macro UNWIND_HINT_REGS base=%rsp offset=0 indirect=0 extra=1 partial=0 signal=1 iret=0
	.set	.Lhint_base, ORC_REG_UNDEFINED
	.ifc	\base, %rsp
	.set	.Lhint_base, ORC_REG_SP
	.if	\indirect
	.set	.Lhint_base, ORC_REG_SP_INDIRECT
	.endif
	.endif
	.ifc	\base, %rbp
	.set	.Lhint_base, ORC_REG_BP
	.endif
	.ifc	\base, %rdi
	.set	.Lhint_base, ORC_REG_DI
	.endif
	.ifc	\base, %rdx
	.set	.Lhint_base, ORC_REG_DX
	.endif
	.ifc	\base, %r10
	.set	.Lhint_base, ORC_REG_R10
	.endif
	.if	.Lhint_base == ORC_REG_UNDEFINED
	.error	"UNWIND_HINT_REGS: no ORC row can count from \base (only from rsp, rbp, rdi, rdx, r10)"
	.elseif	\partial || \iret
	UNWIND_HINT type=UNWIND_HINT_TYPE_REGS_PARTIAL sp_reg=.Lhint_base sp_offset=\offset signal=\signal
	.elseif	\extra == 0
	UNWIND_HINT type=UNWIND_HINT_TYPE_REGS_PARTIAL sp_reg=.Lhint_base sp_offset=\offset+16*8 signal=\signal
	.else
	UNWIND_HINT type=UNWIND_HINT_TYPE_REGS sp_reg=.Lhint_base sp_offset=\offset signal=\signal
	.endif
.endm

/* The words that the CPU pushed for an exception: ip, cs, flags, sp, ss. */
.macro UNWIND_HINT_IRET_REGS base=%rsp offset=0 signal=1
	UNWIND_HINT_REGS base=\base offset=\offset partial=1 signal=\signal
.endm

/* The first instruction of an exception entry. */
.macro UNWIND_HINT_IRET_ENTRY base=%rsp offset=0 signal=1
	VALIDATE_UNRET_BEGIN
	UNWIND_HINT_IRET_REGS base=\base offset=\offset signal=\signal
.endm

/*
 * The state at a function's first instruction: the return address on top of the stack, every register the caller's. Up to 5.11 it took
 * a number: a call frame whose caller's stack begins sp_offset above rsp.
 */
.macro UNWIND_HINT_FUNC sp_offset=8
	.if	\sp_offset == 8
	UNWIND_HINT type=UNWIND_HINT_TYPE_FUNC sp_reg=ORC_REG_SP sp_offset=8
	.else
	UNWIND_HINT_CALL sp_offset=\sp_offset
	.endif
.endm

/* A call frame whose caller's stack begins sp_offset above rsp. */
.macro UNWIND_HINT_CALL sp_offset=8
	UNWIND_HINT type=UNWIND_HINT_TYPE_CALL sp_reg=ORC_REG_SP sp_offset=\sp_offset
.endm

/* Remember the state here; recall it at RESTORE, further down in the same function. */
.macro UNWIND_HINT_SAVE
	UNWIND_HINT type=UNWIND_HINT_TYPE_SAVE
.endm
.macro UNWIND_HINT_RESTORE
	UNWIND_HINT type=UNWIND_HINT_TYPE_RESTORE
.endm

#include <asm/unwind_hints_proposed.h>

#endif
