// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_FUNC_START(example)
	test	%rdi, %rdi
	jz	1f
	int3
1:
	RET
SYM_FUNC_END(example)
