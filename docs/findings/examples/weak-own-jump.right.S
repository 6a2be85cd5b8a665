// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_FUNC_START_WEAK(example)
.Lagain:
	dec	%rdi
	jnz	.Lagain
	RET
SYM_FUNC_END(example)
