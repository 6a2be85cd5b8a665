// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_FUNC_START(example)
	call	takes_none
	ret
SYM_FUNC_END(example)
