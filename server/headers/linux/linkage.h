/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How a symbol begins and ends. The end decides what objtool sees: SYM_FUNC_END leaves a sized function (a C caller may call it, the
 * walk starts with the return address on the stack), SYM_CODE_END a sized region without a type (walked only from its hints).
 */
#ifndef UNWIND_LENS_LINUX_LINKAGE_H
#define UNWIND_LENS_LINUX_LINKAGE_H

#include <linux/kconfig.h>
#include <linux/stringify.h>
#include <linux/export.h>
#include <asm/linkage.h>
#include <asm/ibt.h>

#ifndef ASM_NL
#define ASM_NL ;
#endif
#define asmlinkage
#define __visible

/* What the symbol is, who may see it, and what stands in front of it. */
#define SYM_T_FUNC			@function
#define SYM_T_OBJECT			@object
#define SYM_T_NONE			@notype
#define SYM_L_GLOBAL(name)		.globl name
#define SYM_L_WEAK(name)		.weak name
#define SYM_L_LOCAL(name)
#define SYM_A_ALIGN			ALIGN
#define SYM_A_NONE

/* The general forms. */
#define SYM_ENTRY(name, bind, align...)	bind(name) ASM_NL align ASM_NL name:
#define SYM_START(name, bind, align...)	SYM_ENTRY(name, bind, align)
#define SYM_END(name, kind)		.type name, kind ASM_NL .set .L__sym_size_##name, . - name ASM_NL .size name, .L__sym_size_##name
#define SYM_ALIAS(alias, name, bind)	bind(alias) ASM_NL .set alias, name

/* Functions: under IBT the first instruction is endbr64. */
#define SYM_FUNC_START(name)			SYM_START(name, SYM_L_GLOBAL, SYM_F_ALIGN) ENDBR
#define SYM_FUNC_START_NOALIGN(name)		SYM_START(name, SYM_L_GLOBAL, SYM_A_NONE) ENDBR
#define SYM_FUNC_START_LOCAL(name)		SYM_START(name, SYM_L_LOCAL, SYM_F_ALIGN) ENDBR
#define SYM_FUNC_START_LOCAL_NOALIGN(name)	SYM_START(name, SYM_L_LOCAL, SYM_A_NONE) ENDBR
#define SYM_FUNC_START_WEAK(name)		SYM_START(name, SYM_L_WEAK, SYM_F_ALIGN) ENDBR
#define SYM_FUNC_START_WEAK_NOALIGN(name)	SYM_START(name, SYM_L_WEAK, SYM_A_NONE) ENDBR
#define SYM_FUNC_END(name)			SYM_END(name, SYM_T_FUNC)
#define SYM_FUNC_ALIAS(alias, name)		SYM_ALIAS(alias, name, SYM_L_GLOBAL)
#define SYM_FUNC_ALIAS_LOCAL(alias, name)	SYM_ALIAS(alias, name, SYM_L_LOCAL)
#define SYM_FUNC_ALIAS_WEAK(alias, name)	SYM_ALIAS(alias, name, SYM_L_WEAK)
#define SYM_FUNC_ALIAS_MEMFUNC(alias, name)	SYM_FUNC_ALIAS(alias, name)

/* Code that C does not call: entry points, trampolines, tails. */
#define SYM_CODE_START(name)			SYM_START(name, SYM_L_GLOBAL, SYM_A_ALIGN)
#define SYM_CODE_START_NOALIGN(name)		SYM_START(name, SYM_L_GLOBAL, SYM_A_NONE)
#define SYM_CODE_START_LOCAL(name)		SYM_START(name, SYM_L_LOCAL, SYM_A_ALIGN)
#define SYM_CODE_START_LOCAL_NOALIGN(name)	SYM_START(name, SYM_L_LOCAL, SYM_A_NONE)
#define SYM_CODE_END(name)			SYM_END(name, SYM_T_NONE)

/* A second way into a region: no type, no size. */
#define SYM_INNER_LABEL(name, bind)		.type name, SYM_T_NONE ASM_NL SYM_ENTRY(name, bind, SYM_A_NONE)
#define SYM_INNER_LABEL_ALIGN(name, bind)	.type name, SYM_T_NONE ASM_NL SYM_ENTRY(name, bind, SYM_A_ALIGN)

/* Data. */
#define SYM_DATA_START(name)			SYM_START(name, SYM_L_GLOBAL, SYM_A_NONE)
#define SYM_DATA_START_LOCAL(name)		SYM_START(name, SYM_L_LOCAL, SYM_A_NONE)
#define SYM_DATA_END(name)			SYM_END(name, SYM_T_OBJECT)
#define SYM_DATA_END_LABEL(name, bind, label)	bind(label) ASM_NL .type label, SYM_T_OBJECT ASM_NL label: ASM_NL SYM_END(name, SYM_T_OBJECT)
#define SYM_DATA(name, data...)			SYM_DATA_START(name) ASM_NL data ASM_NL SYM_DATA_END(name)
#define SYM_DATA_LOCAL(name, data...)		SYM_DATA_START_LOCAL(name) ASM_NL data ASM_NL SYM_DATA_END(name)

/* The spellings of before 5.5. ENDPROC makes a function, END only a size: a region that END closes is SYM_CODE of today. */
#ifndef ENTRY
#define ENTRY(name)	.globl name ASM_NL ALIGN ASM_NL name:
#define GLOBAL(name)	.globl name ASM_NL name:
#define WEAK(name)	.weak name ASM_NL ALIGN ASM_NL name:
#define END(name)	.size name, . - name
#define ENDPROC(name)	.type name, @function ASM_NL .size name, . - name
#endif

#endif
