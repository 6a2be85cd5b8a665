## SPDX-License-Identifier: GPL-2.0-or-later
.macro m a, b
\a\()_x_\b\()y: .ascii "\a \\ \n \b\() \c"
\a: nop
.endm
m foo, 1
