## SPDX-License-Identifier: GPL-2.0-or-later
.macro v a, b:vararg
.ascii "[\b]"
.endm
v 1, 2, 3 , 4 
v 1
v 1,
v 1 2 3
v 1 2, 3
v 1, b=2
v 1, a + b , ( c )
v 1, x  y - z
