/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bits of a page table entry. */
#ifndef UNWIND_LENS_ASM_PGTABLE_TYPES_H
#define UNWIND_LENS_ASM_PGTABLE_TYPES_H
#include <asm/page_types.h>
#define _PAGE_PRESENT	(1 << 0)
#define _PAGE_RW	(1 << 1)
#define _PAGE_USER	(1 << 2)
#define _PAGE_PWT	(1 << 3)
#define _PAGE_PCD	(1 << 4)
#define _PAGE_ACCESSED	(1 << 5)
#define _PAGE_DIRTY	(1 << 6)
#define _PAGE_PSE	(1 << 7)
#define _PAGE_GLOBAL	(1 << 8)
#endif
