## SPDX-License-Identifier: GPL-2.0-or-later
.eqv b, c+1
c=1
.byte b
c=5
.byte b
.equ e, c+1
c=9
.byte e
