/* Instructions written as bytes: a jump with a relocation, a push, and bytes that swallow an instruction. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/linkage.h>

	.text
SYM_FUNC_START(written_in_bytes)
	.byte	0xf3, 0x90
	.byte	0x6a, 0x21
	.byte	0x58
	.byte	0x0f, 0x1f, 0x44, 0x00, 0x00
	.byte	0xe9
	.long	elsewhere - (. + 4)
SYM_FUNC_END(written_in_bytes)

SYM_CODE_START_NOALIGN(swallows)
	.byte	0x48, 0xb8
SYM_INNER_LABEL(inside, SYM_L_GLOBAL)
	RET
	int3
	.skip	6, 0x90
	lfence
	call	inside
	int3
SYM_CODE_END(swallows)
