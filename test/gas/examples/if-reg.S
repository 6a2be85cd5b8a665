## SPDX-License-Identifier: GPL-2.0-or-later
.macro q base
.if \base == %rsp
.byte 1
.else
.byte 2
.endif
.ifc \base,%rsp
.byte 3
.endif
.if \base != %rsp
.byte 4
.endif
.endm
q %rsp
q %rax
q 5
