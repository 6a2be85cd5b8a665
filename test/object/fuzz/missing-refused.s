# SPDX-License-Identifier: GPL-2.0-or-later
# Refused: inside parentheses nothing may be missing, nor an index in front of a scale; registers are those of the mode.
mov %ebx,(4*)(%rdi)
leaq (0+((1!)+5)* 8)(%rdi),%r9
mov 2048(%r11,,4),%r9d
aesenc %xmm0,%xmm14,%xmm14
loadiwkey %xmm0,%xmm1,%xmm2
vmsave call
.code32
vmsave %rax
movl %ax,%es
movw %eax,%fs
