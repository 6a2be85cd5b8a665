/* The preprocessor's pasting writes whole rows of instructions on one line, names of registers included. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/linkage.h>
#define REG(n)		%xmm##n
#define WIDE(n)		%r##n##d
#define ROUND(op, a, b, t) \
	movdqa	REG(a), REG(t);		\
	p##op	REG(b), REG(t);		p##op REG(t), REG(a); \
	add	WIDE(b), WIDE(t);
#define TWO(op, a, b)	ROUND(op, a, b, 10) ROUND(op, b, a, 11)
#define NAME2(a, b)	a##_##b
#define NAME(a, b)	NAME2(a, b)
#define KIND		fast

	.text
SYM_FUNC_START(NAME(rounds, KIND))
	TWO(xor, 8, 9)
	TWO(or, 9, 8)
	RET
SYM_FUNC_END(NAME(rounds, KIND))
