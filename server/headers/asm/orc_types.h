/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers of the registers that an ORC row can count from. */
#ifndef UNWIND_LENS_ASM_ORC_TYPES_H
#define UNWIND_LENS_ASM_ORC_TYPES_H
#include <linux/objtool_types.h>
#define ORC_REG_UNDEFINED	0
#define ORC_REG_PREV_SP		1
#define ORC_REG_DX		2
#define ORC_REG_DI		3
#define ORC_REG_BP		4
#define ORC_REG_SP		5
#define ORC_REG_R10		6
#define ORC_REG_R13		7
#define ORC_REG_BP_INDIRECT	8
#define ORC_REG_SP_INDIRECT	9
#define ORC_REG_MAX		15
#define ORC_TYPE_UNDEFINED	0
#define ORC_TYPE_END_OF_STACK	1
#define ORC_TYPE_CALL		2
#define ORC_TYPE_REGS		3
#define ORC_TYPE_REGS_PARTIAL	4
#define ORC_TYPE_REGS_IRET	ORC_TYPE_REGS_PARTIAL
#endif
