/* Instructions made a string by the preprocessor, with semicolons, commas and a macro's argument inside. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/linkage.h>
#include <linux/stringify.h>
#include <asm/alternative.h>
#include <asm/cpufeatures.h>
#include <asm/nospec-branch.h>

.macro indirect reg
	ALTERNATIVE_2 __stringify(mov %\reg, %rax; call slow_way), \
		      __stringify(lfence; ANNOTATE_RETPOLINE_SAFE; call *%\reg; nop), X86_FEATURE_RETPOLINE_LFENCE, \
		      __stringify(ANNOTATE_RETPOLINE_SAFE; call *%\reg), ALT_NOT(X86_FEATURE_RETPOLINE)
.endm

	.text
SYM_FUNC_START(stringified)
	push	%rbp
	indirect rcx
	indirect r11
	pop	%rbp
	RET
SYM_FUNC_END(stringified)
