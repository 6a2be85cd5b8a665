## SPDX-License-Identifier: GPL-2.0-or-later
a: nop
jmp a
b: nop
nop
c:
.if c - b == 2
.byte 1
.endif
call a
d:
.if d - b == 7
.byte 2
.endif
.skip 3
e:
.if e - d == 3
.byte 3
.endif
.p2align 2
f:
nop
g:
.if g-f
.byte 4
.endif
.ascii "xxxx"
.rept 3000
.long 1
.endr
h:
.if h-g == 12005
.byte 7
.endif
