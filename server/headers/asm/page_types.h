/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef UNWIND_LENS_ASM_PAGE_TYPES_H
#define UNWIND_LENS_ASM_PAGE_TYPES_H
#define PAGE_SHIFT	12
#define PAGE_SIZE	(1 << PAGE_SHIFT)
#define PAGE_MASK	(~(PAGE_SIZE - 1))
#define PMD_PAGE_SHIFT	21
#define __PAGE_OFFSET	0xffff888000000000
#define __START_KERNEL_map 0xffffffff80000000
#define KERNEL_IMAGE_SIZE (1024 * 1024 * 1024)
#endif
