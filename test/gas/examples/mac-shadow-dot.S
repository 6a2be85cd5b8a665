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
.macro .byte a
.long \a
.endm
.byte 5
.macro MixCase ARG arg
.byte 0
.long \ARG, \arg
.endm
mixcase 1 2
MIXCASE aRg=3, 4
