// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_FUNC_START(example)
	RET
SYM_FUNC_END(example)
	.section .rodata.example, "aM", @progbits, 24
	.quad	1
