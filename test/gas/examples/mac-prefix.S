## SPDX-License-Identifier: GPL-2.0-or-later
.macro zz a
.byte \a
.endm
lock zz 1
