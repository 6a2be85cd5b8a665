/* Lines that depend on the configuration: #ifdef, IS_ENABLED, and a value tested by the assembler. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/linkage.h>
#include <linux/kconfig.h>
#define CONFIG_IDIOM_ON 1
#define CONFIG_IDIOM_PART_MODULE 1
#define CONFIG_IDIOM_SIZE 12

	.text
SYM_FUNC_START(configured)
#ifdef CONFIG_IDIOM_ON
	push	%rbx
#endif
#if defined(CONFIG_IDIOM_OFF) || CONFIG_IDIOM_SIZE < 10
	ud2
#elif CONFIG_IDIOM_SIZE > 11
	mov	$CONFIG_IDIOM_SIZE, %eax
#else
	ud2
#endif
	.if	IS_ENABLED(CONFIG_IDIOM_PART)
	inc	%eax
	.endif
#if IS_ENABLED(CONFIG_IDIOM_OFF)
	ud2
#endif
	.if	IS_ENABLED(CONFIG_IDIOM_OFF)
	ud2
	.endif
#ifdef CONFIG_IDIOM_ON
	pop	%rbx
#endif
	RET
SYM_FUNC_END(configured)
