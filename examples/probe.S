/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One function that saves a register on only one of two ways to its end. */
#include <linux/linkage.h>

	.text
SYM_FUNC_START(probe)
	push	%rbx
	test	%rdi, %rdi
	jz	1f
	push	%rbp
	call	helper
1:	pop	%rbx
	RET
SYM_FUNC_END(probe)
