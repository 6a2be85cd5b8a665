/* Small things that the assembler does its own way: what is a relocation, what is -1, which displacement is dropped. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/linkage.h>

	.text
	.globl	globally
globally:
	call	globally
	lea	globally(%rip), %rax
	lea	.Llocal(%rip), %rax
	mov	.Lother(%rip), %rax
	mov	$.Lother, %edi
	movabs	$globally, %rax
.Llocal:
	nopl	0(%rax, %rax)
	lea	0(%rsi), %rdi
	lea	0x80(%rsi), %rdi
	mov	$-1, %rax
	mov	$0x80000000, %rax
	add	$128, %ecx
	add	$(1 > 2), %ecx
	add	$(2 > 1), %ecx
	test	%eax, (%rsp)
	xchg	%ax, %ax
	imul	$3, %eax
	call	*.Lother(, %rax, 8)
	ret

	.section .rodata
	.long	1 == 1, 2 < 1, !0, ~0, 7 & 3 | 8, -7 / 2, -7 % 4, 1 << 4
.Lother:
	.quad	globally, .Llocal, .Llocal - globally, . - .Lother
	.byte	'a', '\n'
