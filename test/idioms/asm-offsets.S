/* Offsets of structures that a generated header knows; the built-in one where there is none. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/linkage.h>
#include <asm/asm-offsets.h>

	.text
SYM_FUNC_START(reads_registers)
	mov	pt_regs_sp(%rdi), %rax
	mov	pt_regs_ax(%rdi), %rdx
	lea	PTREGS_SIZE(%rdi), %rcx
	sub	$PTREGS_SIZE, %rsp
	mov	%rax, pt_regs_r15(%rsp)
	add	$PTREGS_SIZE, %rsp
	RET
SYM_FUNC_END(reads_registers)

	.section .rodata
	.long	PTREGS_SIZE - pt_regs_orig_ax
