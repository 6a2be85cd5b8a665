## SPDX-License-Identifier: GPL-2.0-or-later
.macro m a b c
.byte \a,\b,\c
.endm
m 1, c=3, b=2
