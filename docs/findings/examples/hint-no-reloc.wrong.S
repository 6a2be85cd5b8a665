// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_FUNC_START(example)
	RET
SYM_FUNC_END(example)
	.pushsection .discard.unwind_hints, "a"
	.long	0, 0, 0
	.popsection
