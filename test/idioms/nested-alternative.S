/* One alternative within the other, by the preprocessor inside a macro: the same numeric labels bind innermost. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/linkage.h>
#include <asm/cpufeatures.h>

#define ONE(old, new, feature)						\
740:	old;								\
741:	.skip	-(((744f - 743f) - (741b - 740b)) > 0) * ((744f - 743f) - (741b - 740b)), 0x90; \
742:									\
	.pushsection .altinstructions, "a";				\
	.long	740b - ., 743f - .;					\
	.4byte	feature;						\
	.byte	742b - 740b, 744f - 743f;				\
	.popsection;							\
	.pushsection .altinstr_replacement, "ax";			\
743:	new;								\
744:	.popsection

#define INNER(old, new, feature)					\
760:	old;								\
761:	.skip	-(((764f - 763f) - (761b - 760b)) > 0) * ((764f - 763f) - (761b - 760b)), 0x90; \
762:									\
	.pushsection .altinstructions, "a";				\
	.long	760b - ., 763f - .;					\
	.4byte	feature;						\
	.byte	762b - 760b, 764f - 763f;				\
	.popsection;							\
	.pushsection .altinstr_replacement, "ax";			\
763:	new;								\
764:	.popsection

.macro either old, new1, feature1, new2, feature2
	ONE(INNER(\old, \new1, \feature1), \new2, \feature2)
.endm

	.text
SYM_FUNC_START(nested)
	either	"inc %eax", "add $0x11223344, %ebx", X86_FEATURE_PTI, "nop; nop", X86_FEATURE_PCID
	either	"", "xor %ecx, %ecx", X86_FEATURE_PTI, "mov $0x1122334455667788, %rax", X86_FEATURE_PCID
	RET
SYM_FUNC_END(nested)
