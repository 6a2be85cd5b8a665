// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_FUNC_START(example)
	pushw	%ax
	popw	%ax
	ret
SYM_FUNC_END(example)
