/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of registers and sizes that are right in 32-bit and 64-bit code, and the table of instructions that may fault. */
#ifndef UNWIND_LENS_ASM_ASM_H
#define UNWIND_LENS_ASM_ASM_H

#include <linux/kconfig.h>
#include <linux/stringify.h>

#ifdef __x86_64__
# define __ASM_SEL(short_form, long_form)	long_form
# define __ASM_REG(name)			r##name
# define __ASM_SIZE(mnemonic, more...)		mnemonic##q##more
# define _ASM_PTR				.quad
# define _ASM_ALIGN				.balign 8
# define _ASM_RIP(place)			place(%rip)
#else
# define __ASM_SEL(short_form, long_form)	short_form
# define __ASM_REG(name)			e##name
# define __ASM_SIZE(mnemonic, more...)		mnemonic##l##more
# define _ASM_PTR				.long
# define _ASM_ALIGN				.balign 4
# define _ASM_RIP(place)			place
#endif
#define __ASM_FORM(text...)	text

#define _ASM_MOV	__ASM_SIZE(mov)
#define _ASM_INC	__ASM_SIZE(inc)
#define _ASM_DEC	__ASM_SIZE(dec)
#define _ASM_ADD	__ASM_SIZE(add)
#define _ASM_SUB	__ASM_SIZE(sub)
#define _ASM_XADD	__ASM_SIZE(xadd)
#define _ASM_MUL	__ASM_SIZE(mul)

#define _ASM_AX		__ASM_REG(ax)
#define _ASM_BX		__ASM_REG(bx)
#define _ASM_CX		__ASM_REG(cx)
#define _ASM_DX		__ASM_REG(dx)
#define _ASM_SP		__ASM_REG(sp)
#define _ASM_BP		__ASM_REG(bp)
#define _ASM_SI		__ASM_REG(si)
#define _ASM_DI		__ASM_REG(di)
#ifdef __x86_64__
# define _ASM_ARG1	_ASM_DI
# define _ASM_ARG2	_ASM_SI
# define _ASM_ARG3	_ASM_DX
# define _ASM_ARG4	_ASM_CX
# define _ASM_ARG5	r8
# define _ASM_ARG6	r9
# define _ASM_ARG1L	edi
# define _ASM_ARG2L	esi
# define _ASM_ARG3L	edx
# define _ASM_ARG4L	ecx
# define _ASM_ARG5L	r8d
# define _ASM_ARG6L	r9d
#else
# define _ASM_ARG1	_ASM_AX
# define _ASM_ARG2	_ASM_DX
# define _ASM_ARG3	_ASM_CX
#endif

/* What the fault handler does when the instruction faults. */
#define EX_TYPE_NONE		0
#define EX_TYPE_DEFAULT		1
#define EX_TYPE_FAULT		2
#define EX_TYPE_UACCESS		3
#define EX_TYPE_CLEAR_FS	5
#define EX_TYPE_WRMSR		8
#define EX_TYPE_RDMSR		9
#define EX_TYPE_WRMSR_SAFE	10
#define EX_TYPE_RDMSR_SAFE	11
#define EX_TYPE_WRMSR_IN_MCE	12
#define EX_TYPE_RDMSR_IN_MCE	13
#define EX_TYPE_DEFAULT_MCE_SAFE 14
#define EX_TYPE_FAULT_MCE_SAFE	15

/* One row: the instruction, where to go on, and what to do on the way. */
.macro __exception_row from:req, to:req, type:req
	.pushsection __ex_table, "a"
	.balign	4
	.long	\from - ., \to - ., \type
	.popsection
.endm
#define _ASM_EXTABLE_TYPE(from, to, type)	__exception_row from, to, type
#define _ASM_EXTABLE(from, to)			_ASM_EXTABLE_TYPE(from, to, EX_TYPE_DEFAULT)
#define _ASM_EXTABLE_FAULT(from, to)		_ASM_EXTABLE_TYPE(from, to, EX_TYPE_FAULT)
#define _ASM_EXTABLE_UA(from, to)		_ASM_EXTABLE_TYPE(from, to, EX_TYPE_UACCESS)
#define _ASM_EXTABLE_CPY(from, to)		_ASM_EXTABLE_TYPE(from, to, EX_TYPE_UACCESS)

/* A symbol that may not be probed. */
.macro __no_probe_at symbol:req
#ifdef CONFIG_KPROBES
	.pushsection _kprobe_blacklist, "aw"
	_ASM_ALIGN
	_ASM_PTR	\symbol
	.popsection
#endif
.endm
#define _ASM_NOKPROBE(symbol)	__no_probe_at symbol

#endif
