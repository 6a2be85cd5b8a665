/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Model-specific registers of entry code. */
#ifndef UNWIND_LENS_ASM_MSR_INDEX_H
#define UNWIND_LENS_ASM_MSR_INDEX_H
#define MSR_EFER		0xc0000080
#define MSR_STAR		0xc0000081
#define MSR_LSTAR		0xc0000082
#define MSR_CSTAR		0xc0000083
#define MSR_SYSCALL_MASK	0xc0000084
#define MSR_FS_BASE		0xc0000100
#define MSR_GS_BASE		0xc0000101
#define MSR_KERNEL_GS_BASE	0xc0000102
#define MSR_TSC_AUX		0xc0000103
#define MSR_IA32_TSC		0x10
#define MSR_IA32_APICBASE	0x1b
#define MSR_IA32_SPEC_CTRL	0x48
#define MSR_IA32_PRED_CMD	0x49
#define MSR_IA32_FLUSH_CMD	0x10b
#define MSR_IA32_SYSENTER_CS	0x174
#define MSR_IA32_SYSENTER_ESP	0x175
#define MSR_IA32_SYSENTER_EIP	0x176
#define MSR_IA32_U_CET		0x6a0
#define MSR_IA32_S_CET		0x6a2
#define MSR_IA32_XSS		0xda0
#define _EFER_SCE		0
#define _EFER_LME		8
#define _EFER_LMA		10
#define _EFER_NX		11
#define EFER_SCE		(1 << _EFER_SCE)
#define EFER_LME		(1 << _EFER_LME)
#define EFER_LMA		(1 << _EFER_LMA)
#define EFER_NX			(1 << _EFER_NX)
#endif
