// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_FUNC_START(example)
	ANNOTATE_INTRA_FUNCTION_CALL
	nop
	RET
SYM_FUNC_END(example)
