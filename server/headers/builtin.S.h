/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All of it. A snippet that uses SYM_FUNC_START without an #include is read as if this file stood in front of it
 * (gcc -include builtin.S.h); a file that includes what it needs does not notice, every header being guarded.
 */
#include <linux/kconfig.h>
#include <linux/linkage.h>
#include <linux/cfi_types.h>
#include <linux/init.h>
#include <linux/annotate.h>
#include <linux/static_call_types.h>
#include <asm/asm.h>
#include <asm/calling.h>
#include <asm/errno.h>
#include <asm/irqflags.h>
#include <asm/jump_label.h>
#include <asm/nops.h>
#include <asm/paravirt.h>
#include <asm/segment.h>
#include <asm/smap.h>
#include <asm/thread_info.h>
#include <asm/trapnr.h>
#include <asm/unwind_hints.h>
