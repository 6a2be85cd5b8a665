/* Padding whose size is an expression of labels that lie further on. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/linkage.h>

	.text
SYM_FUNC_START(padded_to_longest)
.Lold:
	jz	.Lout
.Lold_end:
	.skip	-(((.Lnew_end - .Lnew) - (.Lold_end - .Lold)) > 0) * ((.Lnew_end - .Lnew) - (.Lold_end - .Lold)), 0x90
	inc	%eax
.Lout:
	RET
SYM_FUNC_END(padded_to_longest)

SYM_CODE_START_NOALIGN(slots)
0:
	.rept	3
1:	push	$1
	.fill	1b + 8 - ., 1, 0xcc
	.endr
	.org	0b + 32, 0xcc
2:	.skip	16 - (4f - 3f), 0xcc
3:	jmp	slots
4:	.skip	8 - (. - 3b), 0xcc
SYM_CODE_END(slots)

	.section .altinstr_like, "a"
.Lnew:
	.fill	3, 2, 0x1234
	.space	1
.Lnew_end:
	.long	.Lnew_end - .Lnew, . - .Lnew
	.fill	4b - 3b, 2, 0x1234
