## SPDX-License-Identifier: GPL-2.0-or-later
.if a==a
.byte 1
.endif
.long a==b
.long a==a
a: nop
b: nop
.long a<b, a==b, b>a, !a
