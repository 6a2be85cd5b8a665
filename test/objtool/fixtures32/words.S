// Pushes, pops and the frame of a function: words of four bytes, and the return address at CFA-4.
// SPDX-License-Identifier: GPL-2.0-or-later
	.text
	.type	pushes, @function
pushes:
	.cfi_startproc
	pushl	%ebx
//	^^^^^ cfa=sp+4
	.cfi_adjust_cfa_offset 4
	pushl	%esi
//	^^^^^ cfa=sp+8 bx=(cfa-8)
	.cfi_adjust_cfa_offset 4
	pushl	$17
//	^^^^^ cfa=sp+12 bx=(cfa-8) si=(cfa-12)
	.cfi_adjust_cfa_offset 4
	pushl	8(%esp)
//	^^^^^ cfa=sp+16 bx=(cfa-8) si=(cfa-12)
	.cfi_adjust_cfa_offset 4
	pushfl
//	^^^^^^ cfa=sp+20 bx=(cfa-8) si=(cfa-12)
	.cfi_adjust_cfa_offset 4
	popfl
//	^^^^^ cfa=sp+24 bx=(cfa-8) si=(cfa-12)
	.cfi_adjust_cfa_offset -4
	addl	$8, %esp
//	^^^^ cfa=sp+20 bx=(cfa-8) si=(cfa-12)
	.cfi_adjust_cfa_offset -8
	popl	%esi
//	^^^^ cfa=sp+12 bx=(cfa-8) si=(cfa-12)
	.cfi_adjust_cfa_offset -4
	popl	%ebx
//	^^^^ cfa=sp+8 bx=(cfa-8)
	.cfi_adjust_cfa_offset -4
	ret
//	^^^ cfa=sp+4
	.cfi_endproc
	.size	pushes, . - pushes

	.type	framed, @function
framed:
	.cfi_startproc
	pushl	%ebp
//	^^^^^ cfa=sp+4
	.cfi_adjust_cfa_offset 4
	movl	%esp, %ebp
//	^^^^ cfa=sp+8 bp=(cfa-8)
	.cfi_def_cfa_register ebp
	subl	$20, %esp
//	^^^^ cfa=bp+8 bp=(cfa-8)
	movl	%edi, -4(%ebp)
//	^^^^ cfa=bp+8 bp=(cfa-8)
	call	pushes
//	^^^^ cfa=bp+8 bp=(cfa-8) di=(cfa-12)
	movl	-4(%ebp), %edi
//	^^^^ cfa=bp+8 bp=(cfa-8) di=(cfa-12)
	leave
//	^^^^^ cfa=bp+8 bp=(cfa-8)
	.cfi_def_cfa esp, 4
	ret
//	^^^ cfa=sp+4
	.cfi_endproc
	.size	framed, . - framed

	.type	entered, @function
entered:
	.cfi_startproc
	enter	$16, $0
//	^^^^^ cfa=sp+4
	.cfi_def_cfa ebp, 8
	call	*%eax
//	^^^^ cfa=bp+8 bp=(cfa-8)
	leave
//	^^^^^ cfa=bp+8 bp=(cfa-8)
	.cfi_def_cfa esp, 4
	ret	$12
//	^^^ cfa=sp+4
	.cfi_endproc
	.size	entered, . - entered

	.type	all, @function
all:
	.cfi_startproc
	pushal
//	^^^^^^ cfa=sp+4
	.cfi_adjust_cfa_offset 32
	pushw	%ax
//	^^^^^ cfa=sp+36 bx=(cfa-20) bp=(cfa-28) si=(cfa-32) di=(cfa-36)
	.cfi_adjust_cfa_offset 2
	popw	%ds
//	^^^^ cfa=sp+38 bx=(cfa-20) bp=(cfa-28) si=(cfa-32) di=(cfa-36)
	.cfi_adjust_cfa_offset -2
	pushl	%fs
//	^^^^^ cfa=sp+36 bx=(cfa-20) bp=(cfa-28) si=(cfa-32) di=(cfa-36)
	.cfi_adjust_cfa_offset 4
	popl	%gs
//	^^^^ cfa=sp+40 bx=(cfa-20) bp=(cfa-28) si=(cfa-32) di=(cfa-36)
	.cfi_adjust_cfa_offset -4
	popal
//	^^^^^ cfa=sp+36 bx=(cfa-20) bp=(cfa-28) si=(cfa-32) di=(cfa-36)
	.cfi_adjust_cfa_offset -32
	decl	%esp
//	^^^^ cfa=sp+4
	.cfi_adjust_cfa_offset 1
	incl	%esp
//	^^^^ cfa=sp+5
	.cfi_adjust_cfa_offset -1
	ret
//	^^^ cfa=sp+4
	.cfi_endproc
	.size	all, . - all
