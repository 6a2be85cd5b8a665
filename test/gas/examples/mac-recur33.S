## SPDX-License-Identifier: GPL-2.0-or-later
.set d,0
.macro m
.set d,d+1
.if d < 33
m
.endif
.endm
m
.byte d
