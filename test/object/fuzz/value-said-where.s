# SPDX-License-Identifier: GPL-2.0-or-later
# What is wrong with a condition is said there, even in front of the first statement.
.if 1 / 0 == 1
.byte 1
.endif
.if 1b
.endif
.rept 3 - 1b
.endr
