// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/linkage.h>
#include <linux/static_call_types.h>
	.text
	.balign	64
SYM_FUNC_START(notify)
	.nops	60
	jmp	STATIC_CALL_TRAMP(notifier)
SYM_FUNC_END(notify)
