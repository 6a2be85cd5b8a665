/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A pointer that is written into the instruction at boot; the placeholder is what the kernel looks for. */
#ifndef UNWIND_LENS_ASM_RUNTIME_CONST_H
#define UNWIND_LENS_ASM_RUNTIME_CONST_H
.macro RUNTIME_CONST_PTR sym:req reg:req
	movq	$0x0123456789abcdef, %\reg
.Lruntime_const_\@:
	.pushsection runtime_ptr_\sym, "a"
	.long	.Lruntime_const_\@ - 8 - .
	.popsection
.endm
#endif
