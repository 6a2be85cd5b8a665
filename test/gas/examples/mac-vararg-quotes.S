## SPDX-License-Identifier: GPL-2.0-or-later
.macro v a, b:vararg
.if 0
<\b>
.endif
.endm
v 1 , "a b" , c
v 1, "a, b"
v 1 "a" b
