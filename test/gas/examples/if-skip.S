## SPDX-License-Identifier: GPL-2.0-or-later
.if 1
.elseif undefined_zz
.endif
.if 0
.macro foo
.endif
.endm
.endif
.byte 1
