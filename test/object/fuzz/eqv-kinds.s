# SPDX-License-Identifier: GPL-2.0-or-later
# What `.eqv` means is looked up again: its type and its size too.
x: .byte 1
.eqv v5,x
.eqv v6,x+1
.set v7,x
.long v6,v5
.type x,2
.size x,4
y: .byte 1
.type y,2
.eqv w5,y
.eqv w6,w5
.eqv w7,zz
.type y,1
zz: .byte 1
.type zz,1
