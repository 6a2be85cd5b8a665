// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_FUNC_START_WEAK(example)
	dec	%rdi
	jnz	example
	RET
SYM_FUNC_END(example)
