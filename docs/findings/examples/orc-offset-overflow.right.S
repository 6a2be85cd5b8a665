// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_FUNC_START(example)
	sub	$4000, %rsp
	call	helper
	add	$4000, %rsp
	ret
SYM_FUNC_END(example)
