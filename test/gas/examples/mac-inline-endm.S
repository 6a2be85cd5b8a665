## SPDX-License-Identifier: GPL-2.0-or-later
.macro m a
.byte \a
.byte 9; .endm ; .byte 7
m 1
