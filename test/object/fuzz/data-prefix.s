# SPDX-License-Identifier: GPL-2.0-or-later
# A selector in memory is a word without a prefix, so `data16` has its place there; selectors come in 16-bit registers too.
data16 strw (%rbp)
data16 sldtw 8(%rdi)
data16 movw %ds,(%rax)
data16 push %fs
data16 nop
lar %ax,%eax
lslq %bx,%rcx
data16 lsl %ax,%eax
.code16
data32 ret
data32 sgdt (%eax)
