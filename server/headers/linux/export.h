/* SPDX-License-Identifier: GPL-2.0-or-later */
/* EXPORT_SYMBOL leaves a record whose reference keeps the symbol's address taken. */
#ifndef UNWIND_LENS_LINUX_EXPORT_H
#define UNWIND_LENS_LINUX_EXPORT_H

.macro __export_record symbol:req, license, namespace
	.pushsection .export_symbol, "a"
__export_symbol_\symbol:
	.asciz	"\license"
	.asciz	"\namespace"
	.balign	8
	.quad	\symbol
	.popsection
.endm

#define EXPORT_SYMBOL(symbol)			__export_record symbol
#define EXPORT_SYMBOL_GPL(symbol)		__export_record symbol, GPL
#define EXPORT_SYMBOL_NS(symbol, space)		__export_record symbol, , space
#define EXPORT_SYMBOL_NS_GPL(symbol, space)	__export_record symbol, GPL, space
#define THIS_MODULE				(0)

#endif
