## SPDX-License-Identifier: GPL-2.0-or-later
.macro m a, b=7, c
.byte \a, \b, \c
.endm
m 1,2,3
m 1,,3
m 1 2 3
m a=1, c=5
m 4, c=3
m c=1,a=2
m 1 , 2 , 3
