## SPDX-License-Identifier: GPL-2.0-or-later
.altmacro
.macro m a, b
LOCAL l, k
l: .byte a, b
.long l-., &b&
.ascii "&a x&b"
.byte \a
.endm
m 1, %(2+3)
m %4, <6>
.macro s x
.ascii "[&x]"
.ascii "\x"
.endm
s <a!>b, c>
s zz
.noaltmacro
