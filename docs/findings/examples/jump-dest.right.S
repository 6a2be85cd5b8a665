// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_FUNC_START(example)
	jz	1f
	mov	$0, %eax
1:
	RET
SYM_FUNC_END(example)
