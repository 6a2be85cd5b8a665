# SPDX-License-Identifier: GPL-2.0-or-later
# Where a name in it is undefined, .org goes to the beginning, and nothing may lie there yet.
.org .%rax+8
.org nowhere
nop
.data
.org other
.section .o
other: nop
