## SPDX-License-Identifier: GPL-2.0-or-later
.macro m a ab
.long \a, \ab
foo\a: foo\ab:
bar\a\()b:
.ascii "\abc \a.x \a$ \\a \&a"
.endm
m 1 2
