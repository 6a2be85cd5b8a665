// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_FUNC_START(example)
	jmp	.+3
	mov	$0, %eax
	RET
SYM_FUNC_END(example)
