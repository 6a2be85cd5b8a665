/* Symbols given to modules, kept from probes, known by a second name: relocations from other sections. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/linkage.h>
#include <linux/export.h>
#include <asm/asm.h>

	.text
SYM_FUNC_START(exported)
	xor	%eax, %eax
	RET
SYM_FUNC_END(exported)
SYM_FUNC_ALIAS(exported_too, exported)
SYM_FUNC_ALIAS_WEAK(exported_weakly, exported)
EXPORT_SYMBOL(exported)
EXPORT_SYMBOL_GPL(exported_too)

SYM_FUNC_START_LOCAL(not_probed)
1:	mov	(%rdi), %rax
	RET
2:	mov	$-14, %eax
	RET
	_ASM_EXTABLE(1b, 2b)
SYM_FUNC_END(not_probed)
_ASM_NOKPROBE(not_probed)
