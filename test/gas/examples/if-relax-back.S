## SPDX-License-Identifier: GPL-2.0-or-later
a: nop
b:
.if b-a == 1
.byte 1
.endif
.if (b-a) > 0
.byte 2
.endif
jmp b
c:
.if c-a == 3
.byte 3
.endif
jmp fwd
d:
.if d-c
.byte 4
.endif
fwd:
