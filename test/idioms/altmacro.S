/* Under .altmacro an argument may be an expression whose value is passed, LOCAL makes names, and brackets quote. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/linkage.h>

	.macro	name_it prefix, n
\prefix\n:
	.endm
	.macro	jump_to prefix, n
	jmp	\prefix\n
	.endm
	.macro	wait_loop n
	LOCAL	again
again:
	sub	$n, %rax
	jnz	again
	.endm
	.macro	two first, second
	.byte	first
	.byte	second
	.endm

	.text
SYM_FUNC_START(steps)
	.altmacro
	i = 0
	.rept	3
	name_it	step_, %i
	add	$i, %rax
	i = i + 1
	.endr
	wait_loop 1
	wait_loop %(i * 2)
	dec	%rdx
	jump_to	step_, %(i - 2)
	.noaltmacro
SYM_FUNC_END(steps)

	.section .rodata
	.altmacro
	two	<1, 2>, 3
	two	%(4 + 5), <6>
	.noaltmacro
