/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Indirect branches and returns under the mitigations. What only a running kernel needs (untraining a predictor, clearing buffers) is
 * empty here: it has no effect on the stack.
 */
#ifndef UNWIND_LENS_ASM_NOSPEC_BRANCH_H
#define UNWIND_LENS_ASM_NOSPEC_BRANCH_H

#include <linux/kconfig.h>
#include <linux/objtool.h>
#include <asm/alternative.h>
#include <asm/cpufeatures.h>
#include <asm/msr-index.h>
#include <asm/percpu.h>
#include <asm/unwind_hints.h>

#define RSB_CLEAR_LOOPS		32
#define RET_DEPTH_SHIFT		5
#define RSB_RET_STUFF_LOOPS	16

/* The next indirect branch (or return) is known to be harmless. */
.macro ANNOTATE_RETPOLINE_SAFE
	__note_absolute .discard.retpoline_safe
.endm
#define ANNOTATE_UNRET_SAFE	ANNOTATE_RETPOLINE_SAFE

.macro VALIDATE_UNRET_END
#ifdef CONFIG_NOINSTR_VALIDATION
	ANNOTATE_RETPOLINE_SAFE
	nop
#endif
.endm

/* The register without its percent sign. */
.macro JMP_NOSPEC reg:req
#ifdef CONFIG_MITIGATION_RETPOLINE
	jmp	__x86_indirect_thunk_\reg
#else
	jmp	*%\reg
	int3
#endif
.endm
.macro CALL_NOSPEC reg:req
#ifdef CONFIG_MITIGATION_RETPOLINE
	call	__x86_indirect_thunk_\reg
#else
	call	*%\reg
#endif
.endm

/* Overwrites nr entries of the return predictor: calls that push an address each, then all of them taken off the stack at once. */
.macro __return_predictor_fill nr:req
	.rept	\nr
	ANNOTATE_INTRA_FUNCTION_CALL
	call	772f
	int3
772:
	.endr
	add	$8*\nr, %rsp
.endm
.macro FILL_RETURN_BUFFER reg:req nr:req ftr:req ftr2=ALT_NOT(X86_FEATURE_ALWAYS)
	ALTERNATIVE "jmp .Lpredictor_full_\@", "__return_predictor_fill \nr", "\ftr"
.Lpredictor_full_\@:
.endm

.macro UNTRAIN_RET
	VALIDATE_UNRET_END
.endm
.macro UNTRAIN_RET_VM
	VALIDATE_UNRET_END
.endm
.macro UNTRAIN_RET_FROM_CALL
	VALIDATE_UNRET_END
.endm
.macro CALL_DEPTH_ACCOUNT
.endm
.macro CLEAR_CPU_BUFFERS
.endm
.macro VM_CLEAR_CPU_BUFFERS
.endm
.macro CLEAR_BRANCH_HISTORY
.endm
.macro CLEAR_BRANCH_HISTORY_VMEXIT
.endm
#define MITIGATION_EXIT

#endif
