/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A call whose target is patched into the instruction. It goes through a trampoline, a jump with a well-known name; objtool lists the
 * places that call it, and the kernel overwrites them in place.
 */
#ifndef UNWIND_LENS_LINUX_STATIC_CALL_TYPES_H
#define UNWIND_LENS_LINUX_STATIC_CALL_TYPES_H

#define STATIC_CALL_KEY(name)	__SCK__##name
#define STATIC_CALL_TRAMP(name)	__SCT__##name

/* call STATIC_CALL_TRAMP(name), with the trampoline and the key of a file that defines the static call. */
.macro DEFINE_STATIC_CALL_TRAMP name:req, func:req
	.pushsection .static_call.text, "ax"
	.balign	4
	.globl	__SCT__\name
__SCT__\name:
	jmp	\func
	.byte	0x0f, 0xb9, 0xcc
	.type	__SCT__\name, @function
	.size	__SCT__\name, . - __SCT__\name
	.popsection
.endm
.macro DEFINE_STATIC_CALL_KEY name:req, func:req
	.pushsection .data
	.balign	8
	.globl	__SCK__\name
__SCK__\name:
	.quad	\func, 0
	.type	__SCK__\name, @object
	.size	__SCK__\name, . - __SCK__\name
	.popsection
.endm

#endif
