## SPDX-License-Identifier: GPL-2.0-or-later
.macro m a
.if \a
.byte 1
.else
.byte 2
.endm
m 1
.endif
