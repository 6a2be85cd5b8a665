/* Sections of many kinds: code by other names, constants that may be merged, strings, notes, no bits. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/linkage.h>
#include <linux/init.h>

	.section .entry.text, "ax"
SYM_CODE_START_NOALIGN(an_entry)
	jmp	an_entry
SYM_CODE_END(an_entry)

	.section .noinstr.text, "ax"
SYM_FUNC_START(not_instrumented)
	RET
SYM_FUNC_END(not_instrumented)

	.section .text..__like_thunks.one, "ax"
	.balign	32
	int3

	.section .rodata.cst16.mask, "aM", @progbits, 16
	.balign	16
mask:	.octa	0x0f0e0d0c0b0a09080706050403020100

	.section .rodata.cst8, "aM", @progbits, 8
	.quad	mask

	.section .rodata.str1.1, "aMS", @progbits, 1
	.asciz	"a string"

	.section .note.Like, "a", @note
	.long	2f - 1f, 4f - 3f, 1
1:	.asciz	"Own"
2:	.balign	4
3:	.long	0
4:	.balign	4

	.section .bss..page, "aw", @nobits
	.balign	4096
page:	.skip	4096

	.bss
	.skip	8
	.comm	common_one, 16, 8
	.lcomm	local_one, 4

	__HEAD
	nop
	__INIT
	nop
	__FINIT
	nop
	__INITDATA
	.long	1
	__FINITDATA
