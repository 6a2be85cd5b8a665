// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_FUNC_START(example)
	mov	table(%rip), %rax
	RET
SYM_FUNC_END(example)
	.section .rodata
table:
	.quad	0x9090909090909090
