## SPDX-License-Identifier: GPL-2.0-or-later
x=0
.rept 3
.byte x
x=x+1
.endr
.rept x
1: jmp 1b
.endr
.irp n,1,2
.rept \n
.byte 0xf\n
.endr
.endr
.macro q n
.rept \n
.byte \n
.endr
.irp y,7,8
.byte \y,\n
.endr
.endm
q 2
