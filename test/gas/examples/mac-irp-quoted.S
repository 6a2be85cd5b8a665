## SPDX-License-Identifier: GPL-2.0-or-later
.macro m a
.irp b, \a
.byte \b
.endr
.endm
m "1,2,3"
m "4 5"
