/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Code that the kernel replaces at boot where the CPU has a feature. The original is padded with single-byte nops to the length of the
 * longest replacement; each replacement has a row in .altinstructions (14 bytes, as since 6.3).
 */
#ifndef UNWIND_LENS_ASM_ALTERNATIVE_H
#define UNWIND_LENS_ASM_ALTERNATIVE_H

#include <linux/kconfig.h>
#include <linux/stringify.h>
#include <linux/objtool.h>
#include <asm/cpufeatures.h>

/* The feature's number stands in the low half of a row's word, these flags in the high half. */
#define ALT_FLAGS_SHIFT		16
#define ALT_FLAG_NOT		1
#define ALT_FLAG_DIRECT_CALL	2
#define ALT_NOT(feature)	((ALT_FLAG_NOT << ALT_FLAGS_SHIFT) | (feature))
#define ALT_DIRECT_CALL(feature) ((ALT_FLAG_DIRECT_CALL << ALT_FLAGS_SHIFT) | (feature))
#define ALT_CALL_ALWAYS		ALT_DIRECT_CALL(X86_FEATURE_ALWAYS)

/* Where the kernel may turn a locked instruction into an unlocked one, on a single CPU. */
.macro LOCK_PREFIX
#ifdef CONFIG_SMP
.Llock_at_\@:
	.pushsection .smp_locks, "a"
	.balign	4
	.long	.Llock_at_\@ - .
	.popsection
	lock
#endif
.endm

/* objtool shall follow only the original of the next alternative. */
.macro ANNOTATE_IGNORE_ALTERNATIVE
	__note_absolute .discard.ignore_alts
.endm

.macro altinstr_entry orig:req alt:req ft_flags:req orig_len:req alt_len:req
	.long	\orig - ., \alt - .
	.4byte	\ft_flags
	.byte	\orig_len, \alt_len
.endm

/* One replacement of the code from begin to end, and its row. */
.macro __alt_replacement begin:req, end:req, number:req, instructions, ft_flags:req
	.pushsection .altinstructions, "a"
	altinstr_entry \begin, .Lalt_new\number, "\ft_flags", "\end - \begin", ".Lalt_new_end\number - .Lalt_new\number"
	.popsection
	.pushsection .altinstr_replacement, "ax"
.Lalt_new\number:
	\instructions
.Lalt_new_end\number:
	.popsection
.endm

/* Nops for what the replacement is longer than the code since begin. A comparison that holds is -1, one that fails is 0. */
.macro __alt_pad begin:req, end:req, number:req
	.skip	-((.Lalt_new_end\number - .Lalt_new\number > \end - \begin) * (.Lalt_new_end\number - .Lalt_new\number - (\end - \begin))), 0x90
.endm

.macro ALTERNATIVE oldinstr, newinstr, ft_flags
.Lalt_old\@:
	\oldinstr
.Lalt_old_end\@:
	__alt_pad .Lalt_old\@, .Lalt_old_end\@, \@_1
.Lalt_padded\@:
	__alt_replacement .Lalt_old\@, .Lalt_padded\@, \@_1, "\newinstr", "\ft_flags"
.endm

/* Two or three replacements: each later one sees the code with the padding of those before it as its original. */
.macro ALTERNATIVE_2 oldinstr, newinstr1, ft_flags1, newinstr2, ft_flags2
.Lalt_old\@:
	\oldinstr
.Lalt_old_end\@:
	__alt_pad .Lalt_old\@, .Lalt_old_end\@, \@_1
.Lalt_padded\@_1:
	__alt_pad .Lalt_old\@, .Lalt_padded\@_1, \@_2
.Lalt_padded\@_2:
	__alt_replacement .Lalt_old\@, .Lalt_padded\@_1, \@_1, "\newinstr1", "\ft_flags1"
	__alt_replacement .Lalt_old\@, .Lalt_padded\@_2, \@_2, "\newinstr2", "\ft_flags2"
.endm

.macro ALTERNATIVE_3 oldinstr, newinstr1, ft_flags1, newinstr2, ft_flags2, newinstr3, ft_flags3
.Lalt_old\@:
	\oldinstr
.Lalt_old_end\@:
	__alt_pad .Lalt_old\@, .Lalt_old_end\@, \@_1
.Lalt_padded\@_1:
	__alt_pad .Lalt_old\@, .Lalt_padded\@_1, \@_2
.Lalt_padded\@_2:
	__alt_pad .Lalt_old\@, .Lalt_padded\@_2, \@_3
.Lalt_padded\@_3:
	__alt_replacement .Lalt_old\@, .Lalt_padded\@_1, \@_1, "\newinstr1", "\ft_flags1"
	__alt_replacement .Lalt_old\@, .Lalt_padded\@_2, \@_2, "\newinstr2", "\ft_flags2"
	__alt_replacement .Lalt_old\@, .Lalt_padded\@_3, \@_3, "\newinstr3", "\ft_flags3"
.endm

/* Either of two replacements, by whether the CPU has the feature. */
#define ALTERNATIVE_TERNARY(old, feature, yes, no) ALTERNATIVE_2 old, no, X86_FEATURE_ALWAYS, yes, feature

#endif
