# SPDX-License-Identifier: GPL-2.0-or-later
# A number that other files can see is named by relocations that were read before it.
.quad s1+3
call s1
jmp s2
call s2
mov s2@GOTPCREL(%rip),%eax
.word s3
.globl s1, s3
.set s1,5
.set s2,6
.set s3,a-b
a: b:
