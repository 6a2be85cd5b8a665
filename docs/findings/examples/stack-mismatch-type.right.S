// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_CODE_START(example)
	UNWIND_HINT_IRET_REGS offset=8
	test	%rdi, %rdi
	jz	1f
	nop
1:	nop
	jmp	1b
SYM_CODE_END(example)
