/* Code of real mode: operands of 16 bits, prefixes for 32, far jumps into protected mode. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
	.code16
	.section .text16, "ax"
	.globl	start16
start16:
	cli
	xorw	%ax, %ax
	movw	%ax, %ds
	movl	$0x1000, %esp
	movl	%cr0, %eax
	orb	$1, %al
	movl	%eax, %cr0
	pushl	$0
	popfl
	lgdtl	table
	movw	4(%bx, %si), %cx
	movl	(%esp), %edx
	jz	1f
	calll	inner
	call	inner
1:	ljmpl	$0x10, $start32
inner:
	retl
	rep movsw
	.byte	0x66, 0xea
	.long	start32
	.word	0x10
table:
	.word	23
	.long	table
	.code32
start32:
	movl	$0x18, %eax
	movw	%ax, %ds
	jmp	start32
