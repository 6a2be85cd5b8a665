/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The spelling of 6.14 and later: one macro, one number per kind of note. These headers speak the language of 6.12, so every number is
 * turned into the section that it had then.
 */
#ifndef UNWIND_LENS_LINUX_ANNOTATE_H
#define UNWIND_LENS_LINUX_ANNOTATE_H

#include <linux/objtool.h>
#include <linux/instrumentation.h>
#include <asm/alternative.h>
#include <asm/nospec-branch.h>

#define ANNOTYPE_NOENDBR		1
#define ANNOTYPE_RETPOLINE_SAFE		2
#define ANNOTYPE_INSTR_BEGIN		3
#define ANNOTYPE_INSTR_END		4
#define ANNOTYPE_UNRET_BEGIN		5
#define ANNOTYPE_IGNORE_ALTS		6
#define ANNOTYPE_INTRA_FUNCTION_CALL	7
#define ANNOTYPE_REACHABLE		8

.macro ANNOTATE type:req
	.if	\type == ANNOTYPE_NOENDBR
	ANNOTATE_NOENDBR
	.elseif	\type == ANNOTYPE_RETPOLINE_SAFE
	ANNOTATE_RETPOLINE_SAFE
	.elseif	\type == ANNOTYPE_INSTR_BEGIN
	ANNOTATE_INSTR_BEGIN
	.elseif	\type == ANNOTYPE_INSTR_END
	ANNOTATE_INSTR_END
	.elseif	\type == ANNOTYPE_UNRET_BEGIN
	VALIDATE_UNRET_BEGIN
	.elseif	\type == ANNOTYPE_IGNORE_ALTS
	ANNOTATE_IGNORE_ALTERNATIVE
	.elseif	\type == ANNOTYPE_INTRA_FUNCTION_CALL
	ANNOTATE_INTRA_FUNCTION_CALL
	.else
	.error	"ANNOTATE: type \type has no counterpart in objtool 6.12"
	.endif
.endm

#endif
