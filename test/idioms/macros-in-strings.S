/* What stands in quotation marks is read again with the macros known then. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/linkage.h>
#include <asm/alternative.h>
#include <asm/cpufeatures.h>

.macro set_bits reg, mask=1
	or	$\mask, \reg
.endm

.macro late_jump label
	jmp	\label
.endm

.macro switch_to reg
	ALTERNATIVE "late_jump .Lend_\@", "", X86_FEATURE_PTI
	ALTERNATIVE "", "set_bits \reg", X86_FEATURE_PCID
	ALTERNATIVE "set_bits \reg, 3; nop", "set_bits \reg, mask=0x7ff", X86_FEATURE_ERMS
.Lend_\@:
.endm

	.text
SYM_FUNC_START(switches)
	switch_to %rax
	switch_to %r8
	RET
SYM_FUNC_END(switches)
