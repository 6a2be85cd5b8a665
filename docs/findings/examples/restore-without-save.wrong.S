// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_FUNC_START(example)
	push	%rbx
	UNWIND_HINT_RESTORE
	pop	%rbx
	RET
SYM_FUNC_END(example)
