## SPDX-License-Identifier: GPL-2.0-or-later
lab1: .rept 2
.byte 1
.endr
lab2: .if 0
.byte 2
.endif
.if 0
lab3: .endif
.byte 9
.endif
