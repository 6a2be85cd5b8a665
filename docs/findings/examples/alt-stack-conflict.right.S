// SPDX-License-Identifier: GPL-2.0-or-later
	.text
SYM_FUNC_START(example)
	ALTERNATIVE	"call somewhere; nop", "pushf; pop %rax", X86_FEATURE_XENPV
	RET
SYM_FUNC_END(example)
