/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sizes and flags of a task's stack and thread_info. */
#ifndef UNWIND_LENS_ASM_THREAD_INFO_H
#define UNWIND_LENS_ASM_THREAD_INFO_H
#include <asm/page_types.h>
#include <asm/percpu.h>
#define THREAD_SIZE_ORDER	2
#define THREAD_SIZE		(PAGE_SIZE << THREAD_SIZE_ORDER)
#define TOP_OF_KERNEL_STACK_PADDING 0
#define TIF_SYSCALL_TRACE	0
#define TIF_NOTIFY_RESUME	1
#define TIF_SIGPENDING		2
#define TIF_NEED_RESCHED	3
#define _TIF_SYSCALL_TRACE	(1 << TIF_SYSCALL_TRACE)
#define _TIF_NOTIFY_RESUME	(1 << TIF_NOTIFY_RESUME)
#define _TIF_SIGPENDING		(1 << TIF_SIGPENDING)
#define _TIF_NEED_RESCHED	(1 << TIF_NEED_RESCHED)
#endif
