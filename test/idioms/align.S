/* Alignment in code: with a byte, without one (the longest nops), with a limit, and in data. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/linkage.h>

	.text
SYM_FUNC_START(aligned)
	inc	%eax
	.balign	16
	dec	%eax
	.p2align 5, 0x90
	.align	8
	inc	%rax
	.p2align 4, , 3
	.p2align 3, , 7
	jnz	aligned
	.p2align 6
	RET
	.align	64, 0xcc
SYM_FUNC_END(aligned)

	.data
	.byte	1
	.balign	8
	.short	2
	.balignw 4, 0x1234
	.byte	3
	.p2align 2, 0xff
	.byte	4
