/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One table for all versions of a patched instruction.
 *
 * The kernel replaces the long call below by two short instructions at boot. An interrupt between the two must still find its way, so
 * objtool writes the rows of both versions into one table. That works because the addresses inside the short version are in the middle
 * of the long one, where no interrupt can ever be. It fails where both versions have an instruction boundary at the same byte and
 * disagree about the stack there.
 */
#include <linux/linkage.h>
#include <asm/alternative.h>

	.text

/* Good: rows at +0, +1 and +2; the call has no boundary at +1 and +2. */
SYM_FUNC_START(save_flags)
	ALTERNATIVE "call *save_flags_slot(%rip)", "pushf; pop %rax", X86_FEATURE_XENPV
	RET
SYM_FUNC_END(save_flags)

/* Good: the same the other way round, so that the file shows the common version. */
SYM_FUNC_START(save_flags_native)
	ALTERNATIVE "pushf; pop %rax", "call *save_flags_slot(%rip)", X86_FEATURE_XENPV
	RET
SYM_FUNC_END(save_flags_native)

/* Bad: both versions have a boundary at +6, one of them with the flags still on the stack. */
SYM_FUNC_START(shared_boundary)
	ALTERNATIVE "call *save_flags_slot(%rip); nop", "pushf; .nops 5; pop %rax", X86_FEATURE_XENPV
//	^^^^^^^^^^^ warning: [alt-stack-conflict] stack layout conflict in alternatives: shared_boundary+0x6
	RET
SYM_FUNC_END(shared_boundary)

/* Bad: equal depth, but one version has saved rbx at +1 and the other has not. */
SYM_FUNC_START(other_register)
	ALTERNATIVE "push %rax; pop %rax", "push %rbx; pop %rbx", X86_FEATURE_XENPV
//	^^^^^^^^^^^ warning: [alt-stack-conflict] stack layout conflict in alternatives: other_register+0x1
	RET
SYM_FUNC_END(other_register)

/* Bad: the two versions do not leave the same stack behind. */
SYM_FUNC_START(word_left)
	ALTERNATIVE "nop; nop; nop", "push %rax", X86_FEATURE_XENPV
	RET
//	^^^ warning: [return-modified-frame] return with modified stack frame
SYM_FUNC_END(word_left)
