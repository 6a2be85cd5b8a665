// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_FUNC_START(example)
	xor	%eax, %eax
1:	mov	(%rdi), %rdx
2:	RET
	_ASM_EXTABLE(1b, 2b)
SYM_FUNC_END(example)
