// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_FUNC_START(example)
	push	%rbx
#ifdef __x86_64__
	UNWIND_HINT_FUNC
#endif
	pop	%rbx
	RET
SYM_FUNC_END(example)
