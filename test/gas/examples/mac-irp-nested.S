## SPDX-License-Identifier: GPL-2.0-or-later
.irp i,1,2
.irp j,3,4
.byte \i\j
.endr
.endr
.macro m x
.irp x,7,8
.byte \x
.endr
.irpc y,12
.byte \x\y
.byte 0x\()\y
.endr
.endm
m 5
