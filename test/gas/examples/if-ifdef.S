## SPDX-License-Identifier: GPL-2.0-or-later
.ifdef later
.byte 1
.else
.byte 2
.endif
later:
.ifdef later
.byte 3
.endif
.quad undefsym
.ifdef undefsym
.byte 4
.else
.byte 5
.endif
.globl gg
.ifdef gg
.byte 6
.else
.byte 7
.endif
.set ss, later
.ifdef ss
.byte 8
.endif
.set tt, undefined2
.ifdef tt
.byte 9
.else
.byte 10
.endif
.comm cc,4
.ifdef cc
.byte 11
.else
.byte 12
.endif
.weak ww
.ifdef ww
.byte 13
.else
.byte 14
.endif
.ifdef .text
.byte 15
.else
.byte 16
.endif
