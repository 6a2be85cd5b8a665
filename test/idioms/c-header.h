/* The list that c-header.S and C would read. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IDIOMS_C_HEADER_H
#define IDIOMS_C_HEADER_H

#ifndef __ASSEMBLY__
struct frame;
#define DECLARE_ENTRY(vector, func)		void asm_##func(void); void func(struct frame *frame)
#define DECLARE_ENTRY_ERROR(vector, func)	DECLARE_ENTRY(vector, func)
#else
#define DECLARE_ENTRY(vector, func)		entry vector asm_##func func has_error_code=0
#define DECLARE_ENTRY_ERROR(vector, func)	entry vector asm_##func func has_error_code=1
#endif

DECLARE_ENTRY(0, divide);
DECLARE_ENTRY(3, breakpoint);
DECLARE_ENTRY_ERROR(13, protection);

#ifndef __ASSEMBLY__
static inline int not_for_the_assembler(int x) { return x ? x : 1; }
#endif

#endif
