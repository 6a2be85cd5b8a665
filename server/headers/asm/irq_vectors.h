/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the interrupt vectors of devices and of the kernel begin. */
#ifndef UNWIND_LENS_ASM_IRQ_VECTORS_H
#define UNWIND_LENS_ASM_IRQ_VECTORS_H
#include <asm/trapnr.h>
#define NMI_VECTOR		0x02
#define FIRST_EXTERNAL_VECTOR	0x20
#define IA32_SYSCALL_VECTOR	0x80
#define NR_VECTORS		256
#endif
