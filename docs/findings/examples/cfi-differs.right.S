// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_FUNC_START(example)
	.cfi_startproc
	push	%rbx
	.cfi_adjust_cfa_offset	8
	pop	%rbx
	.cfi_adjust_cfa_offset	-8
	RET
	.cfi_endproc
SYM_FUNC_END(example)
