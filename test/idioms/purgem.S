/* A macro's name given to another body, and to a macro of the preprocessor around it. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/linkage.h>

#define BEGIN(op)		\
.macro endp_op;			\
SYM_FUNC_END(func_##op);	\
.purgem endp_op;		\
.endm;				\
SYM_FUNC_START(func_##op);

.macro round reg
	paddd	%\reg, %xmm0
.endm

	.text
SYM_FUNC_START(old_and_new)
	round	xmm1
	.purgem	round
.macro round reg
	vpaddd	%\reg, %xmm0, %xmm0
.endm
	round	xmm1
	RET
SYM_FUNC_END(old_and_new)

BEGIN(add)
	add	%rsi, %rax
	RET
endp_op

BEGIN(sub)
	sub	%rsi, %rax
	RET
endp_op
