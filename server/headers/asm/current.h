/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The running task is a word of the CPU's own data. */
#ifndef UNWIND_LENS_ASM_CURRENT_H
#define UNWIND_LENS_ASM_CURRENT_H
#include <asm/asm-offsets.h>
#include <asm/percpu.h>
#endif
