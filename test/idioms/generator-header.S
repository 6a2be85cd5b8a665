/* A header without a guard, included for each thing that is made of its list. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/linkage.h>

.macro thunk reg
	.balign	8, 0xcc
SYM_INNER_LABEL(thunk_\reg, SYM_L_GLOBAL)
	push	%\reg
	pop	%\reg
	RET
	int3
.endm

	.text
SYM_CODE_START(thunks)
#define GEN(reg) thunk reg
#include <asm/GEN-for-each-reg.h>
#undef GEN
SYM_CODE_END(thunks)

	.section .rodata
#define GEN(reg) .quad thunk_ ## reg
#include <asm/GEN-for-each-reg.h>
#undef GEN
