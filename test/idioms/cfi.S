/* Unwind information by hand, as the vdso has it, into .eh_frame. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/linkage.h>

	.text
	.globl	described
	.type	described, @function
described:
	.cfi_startproc
	push	%rbp
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset %rbp, 0
	mov	%rsp, %rbp
	.cfi_def_cfa_register %rbp
	push	%rbx
	.cfi_offset %rbx, -24
	call	somewhere
	.cfi_remember_state
	pop	%rbx
	.cfi_restore %rbx
	leave
	.cfi_def_cfa %rsp, 8
	ret
	.cfi_restore_state
	leave
	.cfi_def_cfa rsp, 8
	ret
	.cfi_endproc
	.size	described, . - described

	.type	signal_return, @function
signal_return:
	.cfi_startproc simple
	.cfi_signal_frame
	.cfi_def_cfa rsp, 160
	.cfi_undefined rip
	.cfi_offset rbx, -16
	.cfi_escape 0x0f, 0x03, 0x77, 0xa0, 0x01
	mov	$15, %eax
	syscall
	.cfi_endproc
	.size	signal_return, . - signal_return
