/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The selectors that entry code loads and compares. */
#ifndef UNWIND_LENS_ASM_SEGMENT_H
#define UNWIND_LENS_ASM_SEGMENT_H
#include <asm/cache.h>
#define GDT_ENTRY_KERNEL32_CS		1
#define GDT_ENTRY_KERNEL_CS		2
#define GDT_ENTRY_KERNEL_DS		3
#define GDT_ENTRY_DEFAULT_USER32_CS	4
#define GDT_ENTRY_DEFAULT_USER_DS	5
#define GDT_ENTRY_DEFAULT_USER_CS	6
#define GDT_ENTRY_TSS			8
#define GDT_ENTRY_LDT			10
#define GDT_ENTRY_TLS_MIN		12
#define GDT_ENTRY_TLS_MAX		14
#define GDT_ENTRY_CPUNODE		15
#define GDT_ENTRIES			16
#define __KERNEL32_CS	(GDT_ENTRY_KERNEL32_CS * 8)
#define __KERNEL_CS	(GDT_ENTRY_KERNEL_CS * 8)
#define __KERNEL_DS	(GDT_ENTRY_KERNEL_DS * 8)
#define __USER32_CS	(GDT_ENTRY_DEFAULT_USER32_CS * 8 + 3)
#define __USER_DS	(GDT_ENTRY_DEFAULT_USER_DS * 8 + 3)
#define __USER32_DS	__USER_DS
#define __USER_CS	(GDT_ENTRY_DEFAULT_USER_CS * 8 + 3)
#define __CPUNODE_SEG	(GDT_ENTRY_CPUNODE * 8 + 3)
#define SEGMENT_RPL_MASK 0x3
#define SEGMENT_TI_MASK	0x4
#define USER_RPL	0x3
#define SEGMENT_LDT	0x4
#define SEGMENT_GDT	0x0
#endif
