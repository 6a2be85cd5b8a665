/* Symbols that are set again: counters, registers under other names, rotations; what was emitted keeps its value. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/linkage.h>

#define ROUNDS 3
	.set	first, %rsi
	source = %rdi
	.equ	step, 8

	.text
SYM_FUNC_START(rounds)
	offset = 0
	round = 0
	.rept	ROUNDS
	mov	offset(source), %rax
	.if	round % 2
	add	%rax, %rdx
	.else
	add	%rdx, %rax
	.endif
	spare = source
	source = first
	first = spare
	.set	offset, offset + step
	round = round + 1
	.endr
	cmp	$offset, %rax
	RET
SYM_FUNC_END(rounds)

	.section .rodata
	vector = 0x20
	.rept	4
	.byte	vector
	vector = vector + 1
	.endr
	late = vector
	.long	vector, late, later
	vector = 1
	later = 5
	.long	vector
