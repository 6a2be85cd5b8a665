## SPDX-License-Identifier: GPL-2.0-or-later
.macro m a
.if \a
.exitm
.endif
.byte 9
.endm
m 1
m 0
.if 1
m 1
.endif
.byte 7
