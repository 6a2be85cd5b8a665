## SPDX-License-Identifier: GPL-2.0-or-later
.macro m a
.byte \a
.endm
m 1 2
