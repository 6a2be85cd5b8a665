/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers of the hint types, as objtool reads them since 6.4. */
#ifndef UNWIND_LENS_LINUX_OBJTOOL_TYPES_H
#define UNWIND_LENS_LINUX_OBJTOOL_TYPES_H
#define UNWIND_HINT_TYPE_UNDEFINED	0
#define UNWIND_HINT_TYPE_END_OF_STACK	1
#define UNWIND_HINT_TYPE_CALL		2
#define UNWIND_HINT_TYPE_REGS		3
#define UNWIND_HINT_TYPE_REGS_PARTIAL	4
#define UNWIND_HINT_TYPE_FUNC		5
#define UNWIND_HINT_TYPE_SAVE		6
#define UNWIND_HINT_TYPE_RESTORE	7
/* Names that are gone: of 4.14 to 5.9, and of 5.8 to 5.11. The second has no number any more; this one is nobody else's. */
#define UNWIND_HINT_TYPE_REGS_IRET	UNWIND_HINT_TYPE_REGS_PARTIAL
#define UNWIND_HINT_TYPE_RET_OFFSET	0x52
#endif
