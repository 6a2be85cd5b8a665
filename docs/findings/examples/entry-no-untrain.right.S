// SPDX-License-Identifier: GPL-2.0-or-later
#define CONFIG_MITIGATION_UNRET_ENTRY 1
#define CONFIG_NOINSTR_VALIDATION 1
#include <linux/linkage.h>
#include <asm/unwind_hints.h>
#include <asm/nospec-branch.h>
	.section .entry.text, "ax"
SYM_CODE_START(entry)
	UNWIND_HINT_ENTRY
	ANNOTATE_RETPOLINE_SAFE
	nop
	call	save
	jmp	elsewhere
SYM_CODE_END(entry)
SYM_CODE_START(save)
	UNWIND_HINT_FUNC
	mov	%rax, %rbx
	ret
SYM_CODE_END(save)
