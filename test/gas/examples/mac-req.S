## SPDX-License-Identifier: GPL-2.0-or-later
.macro m a:req
.byte \a
.endm
m
