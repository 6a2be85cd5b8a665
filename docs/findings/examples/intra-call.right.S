// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_FUNC_START(example)
	ANNOTATE_INTRA_FUNCTION_CALL
	call	1f
1:
	add	$8, %rsp
	RET
SYM_FUNC_END(example)
