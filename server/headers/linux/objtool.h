/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Notes to objtool. Each is a record in a section that the linker drops, with the address of the instruction that follows the note.
 * Without CONFIG_OBJTOOL every note is empty, as in the kernel.
 */
#ifndef UNWIND_LENS_LINUX_OBJTOOL_H
#define UNWIND_LENS_LINUX_OBJTOOL_H

#include <linux/kconfig.h>
#include <linux/objtool_types.h>
#include <asm/orc_types.h>

#ifdef CONFIG_OBJTOOL

/*
 * One struct unwind_hint: where, offset, base register, type, signal; twelve bytes. Up to 5.9 type and sp_reg could be left out and meant
 * a call frame counted from rsp; from 4.19 to 6.3 end=1 was how the outermost frame was told; from 5.8 to 5.11 RET_OFFSET was a type.
 */
.macro UNWIND_HINT type sp_reg sp_offset=0 signal=0 end=0
	.ifb	\type
	__unwind_hint_or_end UNWIND_HINT_TYPE_CALL, \sp_offset, \signal, \end, \sp_reg
	.else
	.if	(\type + 0) == UNWIND_HINT_TYPE_RET_OFFSET
	UNWIND_HINT_RET_OFFSET sp_offset=\sp_offset
	.else
	__unwind_hint_or_end \type, \sp_offset, \signal, \end, \sp_reg
	.endif
	.endif
.endm
.macro __unwind_hint_or_end type:req, sp_offset:req, signal:req, end:req, sp_reg
	.if	\end && \type == UNWIND_HINT_TYPE_CALL
	__unwind_hint UNWIND_HINT_TYPE_END_OF_STACK, 0, 0, \signal
	.else
	.ifnb	\sp_reg
	__unwind_hint \type, \sp_reg, \sp_offset, \signal
	.else
	.if	\type == UNWIND_HINT_TYPE_CALL
	__unwind_hint \type, ORC_REG_SP, \sp_offset, \signal
	.else
	__unwind_hint \type, 0, \sp_offset, \signal
	.endif
	.endif
	.endif
.endm
.macro __unwind_hint type:req, sp_reg:req, sp_offset:req, signal:req
.Lhint_at_\@:
	.pushsection .discard.unwind_hints
	.long	.Lhint_at_\@ - .
	.2byte	\sp_offset
	.byte	\sp_reg, \type, \signal
	.balign	4
	.popsection
.endm

/* The two forms in which the other notes name their place: absolute, or counted from the record. */
.macro __note_absolute section:req
.Lnote_at_\@:
	.pushsection \section
	.long	.Lnote_at_\@
	.popsection
.endm
.macro __note_relative section:req
.Lnote_at_\@:
	.pushsection \section
	.long	.Lnote_at_\@ - .
	.popsection
.endm

/* Leave this function out: its frames cannot be described. */
.macro STACK_FRAME_NON_STANDARD func:req
	.pushsection .discard.func_stack_frame_non_standard, "aw"
	.long	\func - .
	.popsection
.endm

/* As above, but only where frames are found through rbp. */
.macro STACK_FRAME_NON_STANDARD_FP func:req
#ifdef CONFIG_FRAME_POINTER
	STACK_FRAME_NON_STANDARD \func
#endif
.endm

/* The address of the next instruction is taken, yet no indirect branch goes there. */
.macro ANNOTATE_NOENDBR
	__note_absolute .discard.noendbr
.endm

/* The next call pushes an address that nobody returns to in the usual way: walk it as a jump that pushes. */
.macro ANNOTATE_INTRA_FUNCTION_CALL
	__note_absolute .discard.intra_function_calls
.endm

/* The instruction in front of this note does return, whatever objtool believes of it. */
.macro REACHABLE
	__note_absolute .discard.reachable
.endm
#define ANNOTATE_REACHABLE REACHABLE

/* Nothing behind the instruction in front of this note is reached. Read by objtool up to 6.11. */
.macro UNREACHABLE
	__note_relative .discard.unreachable
.endm
#define ANNOTATE_UNREACHABLE UNREACHABLE

/* From here to the matching end, every return must come behind the code that untrains the return predictor. */
.macro VALIDATE_UNRET_BEGIN
#ifdef CONFIG_NOINSTR_VALIDATION
	__note_relative .discard.validate_unret
#endif
.endm
#define ANNOTATE_UNRET_BEGIN VALIDATE_UNRET_BEGIN

#else

.macro UNWIND_HINT type sp_reg sp_offset signal end
.endm
.macro __note_absolute section:req
.endm
.macro __note_relative section:req
.endm
.macro STACK_FRAME_NON_STANDARD func:req
.endm
.macro STACK_FRAME_NON_STANDARD_FP func:req
.endm
#define ANNOTATE_NOENDBR
#define ANNOTATE_INTRA_FUNCTION_CALL
#define REACHABLE
#define ANNOTATE_REACHABLE
#define UNREACHABLE
#define ANNOTATE_UNREACHABLE
#define VALIDATE_UNRET_BEGIN
#define ANNOTATE_UNRET_BEGIN

#endif

/* Address of a reference that must not count as "address taken". */
#define ASM_REACHABLE REACHABLE

#endif
