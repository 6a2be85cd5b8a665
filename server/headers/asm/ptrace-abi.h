/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where each register lies in struct pt_regs, in the order in which entry code pushes them from the top. */
#ifndef UNWIND_LENS_ASM_PTRACE_ABI_H
#define UNWIND_LENS_ASM_PTRACE_ABI_H
#define R15		0*8
#define R14		1*8
#define R13		2*8
#define R12		3*8
#define RBP		4*8
#define RBX		5*8
#define R11		6*8
#define R10		7*8
#define R9		8*8
#define R8		9*8
#define RAX		10*8
#define RCX		11*8
#define RDX		12*8
#define RSI		13*8
#define RDI		14*8
#define ORIG_RAX	15*8
#define RIP		16*8
#define CS		17*8
#define EFLAGS		18*8
#define RSP		19*8
#define SS		20*8
#define SIZEOF_PTREGS	21*8
#define FRAME_SIZE	21*8
#endif
