/* Macros with arguments, a macro that calls another one, and one that defines a third. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/linkage.h>

.macro save first, second
	push	%\first
	push	%\second
.endm

.macro restore first, second
	pop	%\second
	pop	%\first
.endm

.macro around name
	save	rbx, r12
	call	\name
	restore	rbx, r12
.endm

.macro define_clear suffix
.macro clear_\suffix count=1
	xor	%e\suffix, %e\suffix
	mov	$\count, %ecx
.endm
.endm

	.text
SYM_FUNC_START(calls_between_saves)
	around	first_callee
	define_clear ax
	clear_ax
	clear_ax 7
	RET
SYM_FUNC_END(calls_between_saves)
