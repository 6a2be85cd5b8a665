/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Access to user memory is open between ASM_STAC and ASM_CLAC, where the CPU has SMAP. */
#ifndef UNWIND_LENS_ASM_SMAP_H
#define UNWIND_LENS_ASM_SMAP_H
#include <asm/alternative.h>
#define ASM_CLAC	ALTERNATIVE "", "clac", X86_FEATURE_SMAP
#define ASM_STAC	ALTERNATIVE "", "stac", X86_FEATURE_SMAP
#endif
