// SPDX-License-Identifier: GPL-2.0-or-later
//- objtool:--sls
	.text
SYM_FUNC_START(example)
	ret
	int3
SYM_FUNC_END(example)
