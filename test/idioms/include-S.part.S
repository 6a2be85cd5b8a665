/* The function that include-S.S makes twice. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
SYM_FUNC_START(NAME)
#ifdef SAVE
	push	%rbx
	mov	%rdi, %rbx
#endif
	lea	(%rdi, %rsi), %rax
#ifdef SAVE
	pop	%rbx
#endif
	RET
SYM_FUNC_END(NAME)
