/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A traced function begins with a call of this length. */
#ifndef UNWIND_LENS_ASM_FTRACE_H
#define UNWIND_LENS_ASM_FTRACE_H
#include <asm/ptrace-abi.h>
#include <asm/ibt.h>
#define MCOUNT_INSN_SIZE	5
#define FTRACE_MCOUNT_MAX_OFFSET ENDBR_INSN_SIZE
#endif
