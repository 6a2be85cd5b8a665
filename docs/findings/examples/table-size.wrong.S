// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_FUNC_START(example)
	RET
SYM_FUNC_END(example)
	.pushsection __ex_table, "a"
	.long	0
	.popsection
