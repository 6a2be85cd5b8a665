/* Code of 32 bits in an object of 64, and the way from the one to the other. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/linkage.h>

	.code32
	.section .head.text, "ax"
SYM_FUNC_START(start_32)
	cld
	push	%ebp
	call	1f
1:	pop	%ebp
	sub	$1b - start_32, %ebp
	lea	stack_top(%ebp), %esp
	inc	%ecx
	mov	8(%eax, %ebx, 4), %edx
	pushl	$0x10
	lea	start_64(%ebp), %eax
	pushl	%eax
	lret
SYM_FUNC_END(start_32)

	.code64
	.org	0x80
SYM_CODE_START_NOALIGN(start_64)
	inc	%ecx
	xor	%eax, %eax
	mov	%eax, %ds
	lea	stack_top(%rip), %rsp
	push	$0
	popf
1:	hlt
	jmp	1b
SYM_CODE_END(start_64)

	.bss
	.skip	64
stack_top:
