// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_FUNC_START(example)
	lea	8(%rsp), %r10
	and	$-16, %rsp
	push	-8(%r10)
	push	%r10
	pop	%r10
	lea	-8(%r10), %rsp
	RET
SYM_FUNC_END(example)
