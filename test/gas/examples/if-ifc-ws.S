## SPDX-License-Identifier: GPL-2.0-or-later
.macro t a b
.ifc \a,\b
.byte 1
.else
.byte 0
.endif
.endm
t "a b", "a  b"
t "a ", "a"
t "", ""
t "a,b", "c"
