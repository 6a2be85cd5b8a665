/* SPDX-License-Identifier: GPL-2.0-or-later */
// ^^^^^^^^^^^^^ comment.block
#include <linux/linkage.h>
//       ^^^^^^^^^^^^^^^^^ string.quoted.other.include
#define PAIR(a, b)	push a; push b	/* two */
//      ^^^^ entity.name.function.preprocessor
//           ^^^^ variable.parameter.preprocessor
#ifdef CONFIG_X86_64
// ^^^ keyword.control.directive.conditional
//     ^^^^^^^^^^^^^ entity.name.constant.preprocessor
#endif
# a remark
//^^^^^^^^ comment.line.number-sign
	.section ".noinstr.text", "ax"
//      ^^^^^^^^ storage.modifier.directive
//               ^^^^^^^^^^^^^^^ string.quoted.double
	.macro SAVE reg:req offset=0
//      ^^^^^^ keyword.control.macro
//             ^^^^ entity.name.function.macro
//                  ^^^ variable.parameter.macro
	movq	\reg, \offset+8(%rsp)
//      ^^^^ keyword.mnemonic
//              ^^^^ variable.parameter.macro
//                              ^^^^ variable.other.register
	.endm
//      ^^^^^ keyword.control.macro
SYM_FUNC_START(probe)
//^^^^^^^^^^^^ keyword.declaration.symbol
//             ^^^^^ entity.name.function
	UNWIND_HINT_FUNC
//      ^^^^^^^^^^^^^^^^ keyword.other.unwind-hint
	push	%rbx		# saved
//      ^^^^ keyword.mnemonic
//              ^^^^ variable.other.register
//                              ^^^^^^^ comment.line.number-sign
	SAVE	%r12 8
//      ^^^^ support.function.macro
//              ^^^^ variable.other.register
//                   ^ constant.numeric
	mov	$0x10, %eax; lock addl $1, (%rdi)
//      ^^^ keyword.mnemonic
//              ^^^^^ constant.numeric
//                           ^^^^ keyword.mnemonic.prefix
//                                ^^^^ keyword.mnemonic
	jz	1f
//      ^^ keyword.control.flow
//              ^^ constant.numeric.local-label
.Lloop:	call	helper@PLT
//^^^^^ entity.name.label.local
//      ^^^^ keyword.control.flow
1:	pop	%rbx
//      ^^^ keyword.mnemonic
	movl	$MSR_GS_BASE, %ecx
//               ^^^^^^^^^^^ entity.name.constant
	ALTERNATIVE "nop", "call helper", X86_FEATURE_RETPOLINE
//      ^^^^^^^^^^^ support.function.macro
//                  ^^^^^ string.quoted.double
	.quad	probe - .Lloop	// a distance
//      ^^^^^ storage.type.directive
//                              ^^^^^^^^^^^^^ comment.line.double-slash
	.type	probe, @function
//                     ^^^^^^^^^ support.type.attribute
	RET
//      ^^^ support.function.macro
SYM_FUNC_END(probe)
