/* Several statements on one line, labels among them, with strings and comments that hold a semicolon. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/linkage.h>

	.text
SYM_FUNC_START(crowded)
	push %rbx; push %r12; 1: dec %edi; jnz 1b; nop	# not; a statement
	mov %rdi, %rax; /* neither; is this */ inc %rax;; pop %r12; pop %rbx
	RET; SYM_FUNC_END(crowded)

	.section .rodata; .ascii "a;b"; .byte ';', 1; second: third: .byte 2
	.set x, 1; .byte x; x = 2; .byte x
