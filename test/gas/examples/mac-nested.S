## SPDX-License-Identifier: GPL-2.0-or-later
.macro outer n
.macro inner\n x
.byte \x, \n
.endm
.endm
outer 1
outer 2
inner1 5
inner2 6
