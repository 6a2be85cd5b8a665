/* Labels that are numbers: the nearest before or behind, used again and again, also from another section. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/linkage.h>

	.text
SYM_FUNC_START(copies)
	mov	%edx, %ecx
	shr	$3, %ecx
	jz	2f
1:	mov	(%rsi), %rax
	mov	%rax, (%rdi)
	dec	%ecx
	jnz	1b
2:	and	$7, %edx
	jz	2f
	mov	%edx, %ecx
1:	mov	(%rsi), %al
10:	mov	%al, (%rdi)
	dec	%ecx
	jnz	1b
2:	RET
	.pushsection .places, "a"
	.long	1b - ., 2b - ., 10b - ., 3f - .
3:	.byte	3f - 3b
3:
	.popsection
SYM_FUNC_END(copies)
