## SPDX-License-Identifier: GPL-2.0-or-later
.set x, 5
foo: nop; nop
.byte 1,2,3,4,5,6,7
.data
.quad foo
.if 0
.byte 1
.else
.byte 2
.endif
.macro m a
.byte \a
.endm
.rept 2
m 3
.endr
.text
jmp foo
jmp u
call u
.skip 5
.balign 8
.ascii "abc"
