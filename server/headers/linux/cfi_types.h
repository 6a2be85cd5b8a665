/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A function that is called through a pointer. Without control-flow integrity it differs from any other in nothing but its name. */
#ifndef UNWIND_LENS_LINUX_CFI_TYPES_H
#define UNWIND_LENS_LINUX_CFI_TYPES_H
#include <linux/linkage.h>
#define SYM_TYPED_ENTRY(name, bind, align...)	SYM_ENTRY(name, bind, align)
#define SYM_TYPED_START(name, bind, align...)	SYM_START(name, bind, align)
#define SYM_TYPED_FUNC_START(name)		SYM_TYPED_START(name, SYM_L_GLOBAL, SYM_F_ALIGN) ENDBR
#define SYM_TYPED_FUNC_START_WEAK(name)		SYM_TYPED_START(name, SYM_L_WEAK, SYM_F_ALIGN) ENDBR
#endif
