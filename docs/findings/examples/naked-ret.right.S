// SPDX-License-Identifier: GPL-2.0-or-later
//- objtool:--retpoline,--rethunk
	.text
SYM_FUNC_START(example)
	ANNOTATE_UNRET_SAFE
	ret
SYM_FUNC_END(example)
