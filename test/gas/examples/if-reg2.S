## SPDX-License-Identifier: GPL-2.0-or-later
x = %rax
y = x
.if y == %rax
nop
.endif
.if x == 0
ret
.endif
.if %rax == %eax
hlt
.endif
.if %rax != %rbx
clc
.endif
.if x == %rbx
cmc
.endif
