## SPDX-License-Identifier: GPL-2.0-or-later
.macro nop
.byte 1
.endm
nop
NOP
.macro .foo a
.byte \a
.endm
.foo 3
.FOO 4
.macro rep a
.byte 0x77
.endm
rep movsb
rep; nop
