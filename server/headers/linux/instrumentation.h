/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Between these two notes, code that must not be instrumented may call code that is. */
#ifndef UNWIND_LENS_LINUX_INSTRUMENTATION_H
#define UNWIND_LENS_LINUX_INSTRUMENTATION_H
#include <linux/objtool.h>
.macro ANNOTATE_INSTR_BEGIN
	__note_relative .discard.instr_begin
.endm
.macro ANNOTATE_INSTR_END
	__note_relative .discard.instr_end
.endm
#endif
