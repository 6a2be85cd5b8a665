## SPDX-License-Identifier: GPL-2.0-or-later
.byte 1
 a : .byte 2
b	: .byte 3
c = 4
d=5
e= 6
.byte c,d,e
1 : .byte 1b-b
