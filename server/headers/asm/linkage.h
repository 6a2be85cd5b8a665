/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How x86 aligns a function, and how it returns under each mitigation. */
#ifndef UNWIND_LENS_ASM_LINKAGE_H
#define UNWIND_LENS_ASM_LINKAGE_H

#include <linux/kconfig.h>
#include <linux/stringify.h>

/* In a code section GNU as takes the fill 0x90 for "nops of your choice" and writes the longest ones. */
#define __ALIGN		.balign CONFIG_FUNCTION_ALIGNMENT, 0x90
#define __ALIGN_STR	__stringify(__ALIGN)
#define ALIGN		__ALIGN
#define ALIGN_STR	__ALIGN_STR

#ifdef CONFIG_CALL_PADDING
# ifndef CONFIG_FUNCTION_PADDING_BYTES
#  define CONFIG_FUNCTION_PADDING_BYTES CONFIG_FUNCTION_ALIGNMENT
# endif
# define FUNCTION_PADDING .skip CONFIG_FUNCTION_PADDING_BYTES, 0x90;
#else
# define FUNCTION_PADDING
#endif
#define __FUNC_ALIGN	__ALIGN; FUNCTION_PADDING
#define SYM_F_ALIGN	__FUNC_ALIGN

/* A return is a jump to the return thunk, a ret that a trap guards against straight-line speculation, or a plain ret. */
#if defined(CONFIG_MITIGATION_RETHUNK) && !defined(__DISABLE_EXPORTS) && !defined(BUILD_VDSO)
# define RET		jmp __x86_return_thunk
#elif defined(CONFIG_MITIGATION_SLS)
# define RET		ret; int3
#else
# define RET		ret
#endif
#define ASM_RET		__stringify(RET) "\n\t"

#endif
