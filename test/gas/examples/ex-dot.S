## SPDX-License-Identifier: GPL-2.0-or-later
a: .long . - a, ., .+4-.
x = .
nop
y = . - a
.long x - a, y
z = . + 4
.long z - a
.set w, . - x
.byte w
