// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_FUNC_START(example)
	.byte	0x8d, 0xc0
	RET
SYM_FUNC_END(example)
