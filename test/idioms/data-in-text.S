/* Data between functions, decoded from front to back all the same. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/linkage.h>

	.text
SYM_FUNC_START(reads_near_data)
	mov	.Lnumbers(%rip), %eax
	lea	.Lwords(%rip), %rcx
	RET
SYM_FUNC_END(reads_near_data)

	.balign	4
.Lnumbers:
	.long	0x90909090, 0xc3c3c3c3
.Lwords:
	.asciz	"words"
	.quad	reads_near_data, .Lnumbers - reads_near_data
	.balign	16

SYM_FUNC_START(behind_data)
	RET
SYM_FUNC_END(behind_data)
