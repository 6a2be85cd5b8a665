/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Entry code was once full of these; ORC took over, and they say nothing any more. */
#ifndef UNWIND_LENS_ASM_DWARF2_H
#define UNWIND_LENS_ASM_DWARF2_H
#define CFI_STARTPROC
#define CFI_ENDPROC
.macro CFI_ADJUST_CFA_OFFSET arguments:vararg
.endm
.macro CFI_REL_OFFSET arguments:vararg
.endm
.macro CFI_RESTORE arguments:vararg
.endm
.macro CFI_DEF_CFA arguments:vararg
.endm
#endif
