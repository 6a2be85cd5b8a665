// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_FUNC_START(example)
	call	helper
	RET
SYM_FUNC_END(example)
