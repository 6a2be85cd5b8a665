/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A first look: where the caller's frame is, line by line, and two ways that meet without agreeing on it. */
#include <linux/linkage.h>

	.text
SYM_FUNC_START(probe)
	push	%rbx
	test	%rdi, %rdi
	jz	1f
	push	%rbp
	call	helper
1:	pop	%rbx
//	^^^ warning: [stack-mismatch-cfa] stack state mismatch: cfa1=4+16 cfa2=4+24
	RET
SYM_FUNC_END(probe)
