## SPDX-License-Identifier: GPL-2.0-or-later
.macro m a
.byte 1
.if \a
.exitm
.endif
.byte 2
.endm
m 0
m 1
.byte 3
.irp x,1,2,3
.byte \x
.if \x==2
.exitm
.endif
.endr
