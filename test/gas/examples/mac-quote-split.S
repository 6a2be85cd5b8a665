## SPDX-License-Identifier: GPL-2.0-or-later
.macro in s t
.ascii "\s"
.endm
.macro mid x
in \x
.endm
mid "ab cd"
