/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bits of the flags register and of cr0, cr3, cr4. */
#ifndef UNWIND_LENS_ASM_PROCESSOR_FLAGS_H
#define UNWIND_LENS_ASM_PROCESSOR_FLAGS_H
#define X86_EFLAGS_CF		(1 << 0)
#define X86_EFLAGS_FIXED	(1 << 1)
#define X86_EFLAGS_PF		(1 << 2)
#define X86_EFLAGS_ZF		(1 << 6)
#define X86_EFLAGS_SF		(1 << 7)
#define X86_EFLAGS_TF		(1 << 8)
#define X86_EFLAGS_IF		(1 << 9)
#define X86_EFLAGS_DF		(1 << 10)
#define X86_EFLAGS_OF		(1 << 11)
#define X86_EFLAGS_NT		(1 << 14)
#define X86_EFLAGS_AC		(1 << 18)
#define X86_EFLAGS_ID		(1 << 21)
#define X86_CR0_PE		(1 << 0)
#define X86_CR0_MP		(1 << 1)
#define X86_CR0_TS		(1 << 3)
#define X86_CR0_ET		(1 << 4)
#define X86_CR0_NE		(1 << 5)
#define X86_CR0_WP		(1 << 16)
#define X86_CR0_AM		(1 << 18)
#define X86_CR0_PG		(1 << 31)
#define X86_CR4_PSE		(1 << 4)
#define X86_CR4_PAE		(1 << 5)
#define X86_CR4_MCE		(1 << 6)
#define X86_CR4_PGE		(1 << 7)
#define X86_CR4_OSFXSR		(1 << 9)
#define X86_CR4_LA57		(1 << 12)
#define X86_CR4_SMEP		(1 << 20)
#define X86_CR4_SMAP		(1 << 21)
#define X86_CR3_PTI_PCID_USER_BIT 11
#endif
