## SPDX-License-Identifier: GPL-2.0-or-later
.skip b-a, 0x11
.skip x
.fill b-a, 1, 0x22
.balign 4
a: nop
nop
b:
x = 3
