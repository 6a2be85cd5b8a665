/* Jumps are short where they reach: within the section, also to global symbols, never to weak or foreign ones. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/linkage.h>

	.text
SYM_FUNC_START(near_and_far)
	jmp	.Lnear
	.skip	20, 0x90
.Lnear:
	jz	.Lfar
	jmp	inner
	.skip	60, 0x90
SYM_INNER_LABEL(inner, SYM_L_GLOBAL)
	.skip	30, 0x90
	jz	weakly
	jnz	elsewhere
	jmp	in_other_section
	.skip	40, 0x90
.Lfar:
	jmp	.Lfar_end
	.skip	125, 0x90
	jz	.Lfar_end
.Lfar_end:
	RET
SYM_FUNC_END(near_and_far)

SYM_FUNC_START_WEAK(weakly)
	jmp	weakly
SYM_FUNC_END(weakly)

	.section .text.other, "ax"
SYM_FUNC_START_LOCAL(in_other_section)
	jmp	near_and_far
SYM_FUNC_END(in_other_section)
