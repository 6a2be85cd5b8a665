// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_FUNC_START(example)
	lea	8(%rsp), %rax
	and	$-16, %rsp
	push	-8(%rax)
	push	%rax
	pop	%rax
	lea	-8(%rax), %rsp
	RET
SYM_FUNC_END(example)
