/* A linker script in the preprocessor's clothes; nothing is said about it. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#define ALIGNMENT 16

OUTPUT_ARCH(i386:x86-64)
ENTRY(start)
SECTIONS
{
	. = 0x100000;
	.text : { *(.text) }
	. = ALIGN(ALIGNMENT);
	.data : { *(.data) }
	/DISCARD/ : { *(.comment) }
}
