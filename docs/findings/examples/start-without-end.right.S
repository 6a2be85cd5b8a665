// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_FUNC_START(first)
	RET
SYM_FUNC_END(first)
	.data
SYM_DATA_START(example)
	.quad	0
SYM_DATA_END(example)
