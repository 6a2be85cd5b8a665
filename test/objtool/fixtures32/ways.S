// Where control goes: branches that agree and that do not, calls that ask for the address, code that nobody says anything of.
// SPDX-License-Identifier: GPL-2.0-or-later
	.text
	.type	branches, @function
branches:
	.cfi_startproc
	pushl	%ebx
//	^^^^^ cfa=sp+4
	.cfi_adjust_cfa_offset 4
	testl	%eax, %eax
//	^^^^^ cfa=sp+8 bx=(cfa-8)
	jz	1f
//	^^ cfa=sp+8 bx=(cfa-8)
	xorl	%eax, %eax
//	^^^^ cfa=sp+8 bx=(cfa-8)
1:	popl	%ebx
//	^^^^ cfa=sp+8 bx=(cfa-8)
	.cfi_adjust_cfa_offset -4
	ret
//	^^^ cfa=sp+4
	.cfi_endproc
	.size	branches, . - branches

	.type	disagree, @function
disagree:
	testl	%eax, %eax
//	^^^^^ cfa=sp+4
	jz	1f
//	^^ cfa=sp+4
	pushl	%eax
//	^^^^^ cfa=sp+4
// The way over the jump comes first; what arrives differently stops there.
1:	ret
//	^^^ cfa=sp+4
	.size	disagree, . - disagree

	.type	place, @function
place:
	.cfi_startproc
	call	1f
//	^^^^ cfa=sp+4
	.cfi_adjust_cfa_offset 4
1:	popl	%ebx
//	^^^^ cfa=sp+8
	.cfi_adjust_cfa_offset -4
	jmp	branches
//	^^^ cfa=sp+4
	.cfi_endproc
	.size	place, . - place

	.type	inner, @function
inner:
	call	2f
//	^^^^ cfa=sp+4
	ret
//	^^^ cfa=sp+4
2:	nop
//	^^^ none
	ret
//	^^^ none
	.size	inner, . - inner

	.type	counted, @function
counted:
	.cfi_startproc
	pushl	%ebx
//	^^^^^ cfa=sp+4
	.cfi_adjust_cfa_offset 4
	lea	3f(,%eax,2), %ebx
//	^^^ cfa=sp+8 bx=(cfa-8)
	testl	%eax, %eax
//	^^^^^ cfa=sp+8 bx=(cfa-8)
	jmp	*%ebx
//	^^^ cfa=sp+8 bx=(cfa-8)
2:	incl	%eax
//	^^^^ cfa=sp+8 bx=(cfa-8)
	nop
//	^^^ cfa=sp+8 bx=(cfa-8)
3:	jz	2b
//	^^ cfa=sp+8 bx=(cfa-8)
	popl	%ebx
//	^^^^ cfa=sp+8 bx=(cfa-8)
	.cfi_adjust_cfa_offset -4
	ret
//	^^^ cfa=sp+4
	.cfi_endproc
	.size	counted, . - counted

	.type	vectors, @function
vectors:
	pushl	$3
//	^^^^^ none
	jmp	vector
//	^^^ none
	.size	vectors, . - vectors
vector:
	addl	$4, %esp
//	^^^^ none
	iret
//	^^^^ none
	.size	vector, . - vector

	.type	interrupted, @function
interrupted:
	pushl	%eax
//	^^^^^ none
	popl	%eax
//	^^^^ none
	iret
//	^^^^ none
	.size	interrupted, . - interrupted

code:
	pushl	%eax
//	^^^^^ none
	jmp	code
//	^^^ none
	.size	code, . - code

	.type	padded, @function
padded:
	.cfi_startproc
	pushl	%ebp
//	^^^^^ cfa=sp+4
	.cfi_adjust_cfa_offset 4
	.p2align 4
	popl	%ebp
//	^^^^ cfa=sp+8 bp=(cfa-8)
	.cfi_adjust_cfa_offset -4
	ret
//	^^^ cfa=sp+4
	.cfi_endproc
	.size	padded, . - padded

	.code16
	.type	real_mode, @function
real_mode:
	pushw	%ax
//	^^^^^ none
	popw	%ax
//	^^^^ none
	retw
//	^^^^ none
	.size	real_mode, . - real_mode
	.code32

	.type	last, @function
last:
	.cfi_startproc
	pushl	%edi
//	^^^^^ cfa=sp+4
	.cfi_adjust_cfa_offset 4
	popl	%edi
//	^^^^ cfa=sp+8 di=(cfa-8)
	.cfi_adjust_cfa_offset -4
	ret
//	^^^ cfa=sp+4
	.cfi_endproc
	.size	last, . - last
