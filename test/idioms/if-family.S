/* Conditions of the assembler: numbers, blank words, equal words, defined symbols, and registers as values. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/linkage.h>

.macro number_of name, reg
	.ifc	\reg, rax
	\name = 0
	.elseif	0
	.error	"never"
	.endif
	.ifc	\reg, rcx
	\name = 1
	.endif
.endm

.macro take reg, base=%rsp, offset
	.if	\base == %rsp
	.ifnb	\offset
	mov	\offset(%rsp), \reg
	.else
	mov	(%rsp), \reg
	.endif
	.elseif	\base == %rdi
	mov	8(%rdi), \reg
	.else
	mov	16(\base), \reg
	.endif
	.ifb	\offset
	nop
	.endif
.endm

	.text
	known = 3
SYM_FUNC_START(choices)
	take	%rax
	take	%rax, %rsp, 0
	take	%rax, %rdi
	take	%rax, %rsi, 8
	number_of which, rcx
	.if	which
	mov	$which, %edx
	.endif
	.ifdef	known
	.if	known > 2 && known < 4
	inc	%edx
	.endif
	.endif
	.ifndef	unknown
	inc	%ecx
	.endif
	.ifnc	a, b
	dec	%ecx
	.endif
	.ifeq	known - 3
	dec	%edx
	.endif
	.ifge	known - 4
	ud2
	.else
	RET
	.endif
SYM_FUNC_END(choices)
