// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_FUNC_START(example)
	RET
SYM_FUNC_END(example)
	.byte	0x48, 0xb8
