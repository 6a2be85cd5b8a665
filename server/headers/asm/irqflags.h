/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Interrupts on and off, as instructions. */
#ifndef UNWIND_LENS_ASM_IRQFLAGS_H
#define UNWIND_LENS_ASM_IRQFLAGS_H
#include <asm/processor-flags.h>
#define ENABLE_INTERRUPTS	sti
#define DISABLE_INTERRUPTS	cli
#define SAVE_FLAGS		pushfq; popq %rax
#endif
