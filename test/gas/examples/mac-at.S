## SPDX-License-Identifier: GPL-2.0-or-later
.macro m a
.byte \@
.if \a
n
m "(\a-1)"
.endif
.byte \@
.endm
.macro n
.byte 0x80+\@
.endm
m 2
m 0
n
.byte 1
.irp x,1,2
.byte \x
.endr
.rept 2
n
.endr
