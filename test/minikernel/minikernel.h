/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What fixtures include. It forwards to the built-in headers instead of repeating them: every fixture is then also a test of the macros
 * that users meet, and there is one place where a macro can be wrong. What stands below is only what a fixture needs and no header has.
 */
#ifndef UNWIND_LENS_MINIKERNEL_H
#define UNWIND_LENS_MINIKERNEL_H

#include <builtin.S.h>

/* Two callee-saved registers, as one macro call with two rows. */
.macro SAVE_TWO first:req, second:req
	push	\first
	push	\second
.endm
.macro RESTORE_TWO first:req, second:req
	pop	\second
	pop	\first
.endm

#endif
