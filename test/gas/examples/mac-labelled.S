## SPDX-License-Identifier: GPL-2.0-or-later
.macro m a
.byte \a
.endm
x: m 1
y:m 2 ; z: m 3; m 4
1: m 5
m
