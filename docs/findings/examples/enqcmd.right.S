// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_FUNC_START(example)
	enqcmds	(%rsi), %rdi
	RET
SYM_FUNC_END(example)
