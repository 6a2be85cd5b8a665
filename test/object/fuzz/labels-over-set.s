# SPDX-License-Identifier: GPL-2.0-or-later
# A label, a common symbol or a weak reference may take over a name that was set, and not one that was equated for good.
.set a,5
.long a
a: .long a
b = 2
.comm b,4
.long b
.equiv c,1
.set c,2
c: nop
d == a+1
d = 4
.set e,1
.weakref e,a
.long e
