## SPDX-License-Identifier: GPL-2.0-or-later
.macro m
.byte 1
.endm
.purgem m
.macro M
.byte 2
.endm
m
.purgem zz
