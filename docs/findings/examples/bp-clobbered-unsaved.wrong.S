// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_FUNC_START(example)
	mov	$0, %ebx
	call	helper
	ret
SYM_FUNC_END(example)
