/* Back to the section before, and numbered parts that are put behind each other. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/linkage.h>

	.text
SYM_FUNC_START(with_a_cold_part)
	test	%rdi, %rdi
	jz	.Lcold
	.section .rodata
.Ltable:
	.long	1, 2
	.previous
	mov	.Ltable(%rip), %eax
.Lback:
	RET
SYM_FUNC_END(with_a_cold_part)
	.subsection 1
.Lcold:
	mov	$1, %eax
	jmp	.Lback
	.previous
	nop
	.text	2
	int3
	.text	1
	int3
	.data	1
	.byte	2
	.data
	.byte	1
