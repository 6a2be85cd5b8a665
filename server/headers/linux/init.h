/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sections that are thrown away after boot, or that other such sections may point into. */
#ifndef UNWIND_LENS_LINUX_INIT_H
#define UNWIND_LENS_LINUX_INIT_H
#define __HEAD		.section ".head.text", "ax"
#define __INIT		.section ".init.text", "ax"
#define __FINIT		.previous
#define __INITDATA	.section ".init.data", "aw", @progbits
#define __INITRODATA	.section ".init.rodata", "a", @progbits
#define __FINITDATA	.previous
#define __CPUINIT	.section ".cpuinit.text", "ax"
#define __REF		.section ".ref.text", "ax"
#define __REFDATA	.section ".ref.data", "aw"
#define __REFCONST	.section ".ref.rodata", "a"
#endif
