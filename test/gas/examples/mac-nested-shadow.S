## SPDX-License-Identifier: GPL-2.0-or-later
.macro outer x
.macro inner x
.byte \x
.endm
.endm
outer 9
inner 6
