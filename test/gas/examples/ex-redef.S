## SPDX-License-Identifier: GPL-2.0-or-later
x = 5
.byte x
.set x, x+1
.byte x
.long b-a
x = 9
.byte x
a: nop
b:
.set s, a
.long s - .
.set s, b
.long s - .
s2 = fw + 1
.long s2 - a
.byte s2 - a
fw: nop
