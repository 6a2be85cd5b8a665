// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_CODE_START_LOCAL(helper)
	UNWIND_HINT_FUNC
	RET
SYM_CODE_END(helper)
SYM_FUNC_START(example)
	call	helper
	RET
SYM_FUNC_END(example)
