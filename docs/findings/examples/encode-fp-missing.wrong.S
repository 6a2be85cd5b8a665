// SPDX-License-Identifier: GPL-2.0-or-later
#define CONFIG_FRAME_POINTER 1
#include <linux/linkage.h>
#include <asm/unwind_hints.h>
#include <asm/smap.h>
#include <asm/frame.h>
#include <asm/calling.h>
	.section .entry.text, "ax"
SYM_CODE_START(entry)
	UNWIND_HINT_IRET_REGS	offset=8
	ASM_CLAC
	cld
	PUSH_AND_CLEAR_REGS	clear_bp=0
	mov	%rsp, %rdi
	call	handler
	jmp	return_from_exception
SYM_CODE_END(entry)
