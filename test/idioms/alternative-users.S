/* Code with replacements: jumps and calls in them, padding, one of three, and fences for user memory. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/linkage.h>
#include <asm/alternative.h>
#include <asm/cpufeatures.h>
#include <asm/smap.h>

	.text
SYM_FUNC_START(choose_copy)
	ALTERNATIVE "jmp .Lslow", "", X86_FEATURE_ERMS
	mov	%rdx, %rcx
	rep movsb
	RET
.Lslow:
	push	%rbx
	ALTERNATIVE_2 "call byte_copy", "call word_copy", X86_FEATURE_REP_GOOD, "xor %eax, %eax", X86_FEATURE_PTI
	ALTERNATIVE_3 "nop", "lfence", X86_FEATURE_PTI, "mfence", X86_FEATURE_PCID, "mov $0, %ecx", X86_FEATURE_SMAP
	pop	%rbx
	RET
SYM_FUNC_END(choose_copy)

SYM_FUNC_START(opens_user_memory)
	ASM_STAC
	mov	(%rdi), %rax
	ASM_CLAC
	RET
SYM_FUNC_END(opens_user_memory)
