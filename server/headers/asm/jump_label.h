/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A branch that the kernel turns into a jump or into a nop of the same length; one row of sixteen bytes names it. */
#ifndef UNWIND_LENS_ASM_JUMP_LABEL_H
#define UNWIND_LENS_ASM_JUMP_LABEL_H

#define JUMP_LABEL_NOP_SIZE 5

.macro __jump_label_row place:req, target:req, key:req, branch:req
	.pushsection __jump_table, "aw"
	.balign	8
	.long	\place - ., \target - .
	.quad	\key + \branch - .
	.popsection
.endm

/* Jumps when the key is on; def=1: the key is on from the start. */
.macro STATIC_JUMP_IF_TRUE target:req, key:req, def=0
.Ljump_label_\@:
	.if	\def
	.byte	0xe9
	.long	\target - (. + 4)
	.else
	.byte	0x0f, 0x1f, 0x44, 0x00, 0x00
	.endif
	__jump_label_row .Ljump_label_\@, \target, \key, 0
.endm

/* Jumps when the key is off. */
.macro STATIC_JUMP_IF_FALSE target:req, key:req, def=0
.Ljump_label_\@:
	.if	\def
	.byte	0x0f, 0x1f, 0x44, 0x00, 0x00
	.else
	.byte	0xe9
	.long	\target - (. + 4)
	.endif
	__jump_label_row .Ljump_label_\@, \target, \key, 1
.endm

#endif
