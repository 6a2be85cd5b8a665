## SPDX-License-Identifier: GPL-2.0-or-later
.macro m a b=5 c=6
.byte \a,\b,\c
.endm
m 1, c=2, c=3
