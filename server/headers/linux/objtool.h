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

/* One struct unwind_hint: where, offset, base register, type, signal; twelve bytes. */
.macro UNWIND_HINT type:req sp_reg=0 sp_offset=0 signal=0
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

.macro UNWIND_HINT type:req sp_reg=0 sp_offset=0 signal=0
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
