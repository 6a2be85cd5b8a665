## SPDX-License-Identifier: GPL-2.0-or-later
.macro w
.rept 2
.byte 0x10+\@
.endr
.irp z,a
.byte \@
.endr
.endm
w
w
