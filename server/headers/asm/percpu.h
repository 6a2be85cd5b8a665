/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Variables of the running CPU: addressed through gs, relative to rip. */
#ifndef UNWIND_LENS_ASM_PERCPU_H
#define UNWIND_LENS_ASM_PERCPU_H
#include <linux/kconfig.h>
#define __percpu_seg	gs
#define __percpu_rel	(%rip)
#ifdef CONFIG_SMP
#define __percpu	%__percpu_seg:
#else
#define __percpu
#endif
#define PER_CPU_VAR(variable)	__percpu(variable)__percpu_rel
#define PER_CPU(variable, register) movq %__percpu_seg:this_cpu_off, register; lea variable(register), register
#endif
