## SPDX-License-Identifier: GPL-2.0-or-later
.macro v args:vararg
.irp r, \args
.ifnb \r
.byte \r
.endif
.endr
.endm
v
v 1,2
v 1 2
.macro w args:vararg
.irp r,\args
.byte \r
.endr
.endm
w 1, 2 3
