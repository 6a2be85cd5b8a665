## SPDX-License-Identifier: GPL-2.0-or-later
.set a,%r12
.macro k r
.set b,\r
mov b,%rax
mov %rax,8(b)
.ifc \r,%r12
nop
.endif
.endm
k a
k %rbx
r = %ecx
movl r,%edx
