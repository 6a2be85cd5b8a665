// The stack pointer kept in another register, realigned, or replaced: known as long as what holds it is not overwritten.
// SPDX-License-Identifier: GPL-2.0-or-later
	.text
	.type	kept, @function
kept:
	.cfi_startproc
	movl	%esp, %ecx
//	^^^^ cfa=sp+4
	subl	$64, %esp
//	^^^^ cfa=sp+4
	.cfi_adjust_cfa_offset 64
	movl	%ecx, %esp
//	^^^^ cfa=sp+68
	.cfi_adjust_cfa_offset -64
	ret
//	^^^ cfa=sp+4
	.cfi_endproc
	.size	kept, . - kept

	.type	kept_over_call, @function
kept_over_call:
	movl	%esp, %ecx
//	^^^^ cfa=sp+4
	subl	$64, %esp
//	^^^^ cfa=sp+4
	call	kept
//	^^^^ cfa=sp+68
	movl	%ecx, %esp
//	^^^^ cfa=sp+68
	ret
//	^^^ cfa=(und)
	.size	kept_over_call, . - kept_over_call

	.type	kept_in_ebx, @function
kept_in_ebx:
	.cfi_startproc
	movl	%ebx, %edx
//	^^^^ cfa=sp+4
	movl	%esp, %ebx
//	^^^^ cfa=sp+4
	andl	$-16, %eax
//	^^^^ cfa=sp+4
	xchgl	%ebx, %edx
//	^^^^^ cfa=sp+4
	ret
//	^^^ cfa=sp+4
	.cfi_endproc
	.size	kept_in_ebx, . - kept_in_ebx

	.type	realigned, @function
realigned:
	.cfi_startproc
	leal	4(%esp), %ecx
//	^^^^ cfa=sp+4
	.cfi_def_cfa ecx, 0
	andl	$-16, %esp
//	^^^^ cfa=sp+4
	pushl	-4(%ecx)
//	^^^^^ cfa=cx+0
	pushl	%ebp
//	^^^^^ cfa=cx+0
	movl	%esp, %ebp
//	^^^^ cfa=cx+0
	pushl	%ecx
//	^^^^^ cfa=cx+0 bp=(bp+0)
	.cfi_escape 0x0f, 3, 0x75, 0x7c, 6
	call	kept
//	^^^^ cfa=(bp-4) bp=(bp+0)
	movl	-4(%ebp), %ecx
//	^^^^ cfa=(bp-4) bp=(bp+0)
	.cfi_def_cfa ecx, 0
	leave
//	^^^^^ cfa=cx+0 bp=(bp+0)
	leal	-4(%ecx), %esp
//	^^^^ cfa=cx+0
	.cfi_def_cfa esp, 4
	ret
//	^^^ cfa=sp+4
	.cfi_endproc
	.size	realigned, . - realigned

	.type	realigned_blindly, @function
realigned_blindly:
	andl	$-16, %esp
//	^^^^ cfa=sp+4
	ret
//	^^^ cfa=(und)
	.size	realigned_blindly, . - realigned_blindly

	.type	replaced, @function
replaced:
	movl	other_stack, %esp
//	^^^^ cfa=sp+4
	pushl	%eax
//	^^^^^ cfa=(und)
	ret
//	^^^ cfa=(und)
	.size	replaced, . - replaced

	.type	frame_lost, @function
frame_lost:
	pushl	%ebp
//	^^^^^ cfa=sp+4
	movl	%esp, %ebp
//	^^^^ cfa=sp+8 bp=(cfa-8)
	xorl	%ebp, %ebp
//	^^^^ cfa=bp+8 bp=(cfa-8)
	ret
//	^^^ cfa=(und)
	.size	frame_lost, . - frame_lost

	.type	roomy, @function
roomy:
	.cfi_startproc
	pushl	%ebp
//	^^^^^ cfa=sp+4
	.cfi_adjust_cfa_offset 4
	movl	%esp, %ebp
//	^^^^ cfa=sp+8 bp=(cfa-8)
	.cfi_def_cfa_register ebp
	pushl	%ebx
//	^^^^^ cfa=bp+8 bp=(cfa-8)
	subl	%eax, %esp
//	^^^^ cfa=bp+8 bx=(cfa-12) bp=(cfa-8)
	andl	$-16, %esp
//	^^^^ cfa=bp+8 bx=(cfa-12) bp=(cfa-8)
// Nobody knows how far down this push is.
	pushl	%esi
//	^^^^^ cfa=bp+8 bx=(cfa-12) bp=(cfa-8)
	popl	%esi
//	^^^^ cfa=bp+8 bx=(cfa-12) bp=(cfa-8)
	leal	-4(%ebp), %esp
//	^^^^ cfa=bp+8 bx=(cfa-12) bp=(cfa-8)
	popl	%ebx
//	^^^^ cfa=bp+8 bx=(cfa-12) bp=(cfa-8)
	popl	%ebp
//	^^^^ cfa=bp+8 bp=(cfa-8)
	.cfi_def_cfa esp, 4
	ret
//	^^^ cfa=sp+4
	.cfi_endproc
	.size	roomy, . - roomy

	.type	forgetful, @function
forgetful:
	pushl	%ebp
//	^^^^^ cfa=sp+4
	movl	%esp, %ebp
//	^^^^ cfa=sp+8 bp=(cfa-8)
	subl	%eax, %esp
//	^^^^ cfa=bp+8 bp=(cfa-8)
	popl	%ebp
//	^^^^ cfa=bp+8 bp=(cfa-8)
	ret
//	^^^ cfa=(und)
	.size	forgetful, . - forgetful
