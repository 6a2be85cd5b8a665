/* Empty parentheses end an argument's name; without them the name would go on. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/linkage.h>

.macro handler name:req, bits=l
SYM_FUNC_START(\name\()_handler)
	mov\bits\()	$1, \name\()_state(%rip)
	mov\bits	$2, \name\()_state(%rip)
.L\name\()_out\@:
	jmp	.L\name\()_out\@
SYM_FUNC_END(\name\()_handler)
	.pushsection .data
\name\()_state:
	.quad	0
	.popsection
.endm

	.text
	handler	first
	handler	second, q
