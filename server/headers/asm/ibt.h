/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Indirect branch tracking: every address that an indirect branch may reach begins with endbr64. */
#ifndef UNWIND_LENS_ASM_IBT_H
#define UNWIND_LENS_ASM_IBT_H

#include <linux/kconfig.h>

#ifdef CONFIG_X86_KERNEL_IBT
# define HAS_KERNEL_IBT	1
# define ENDBR		endbr64
# define ENDBR_INSN_SIZE 4
#else
# define HAS_KERNEL_IBT	0
# define ENDBR
# define ENDBR_INSN_SIZE 0
#endif

#endif
