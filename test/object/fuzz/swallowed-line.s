# SPDX-License-Identifier: GPL-2.0-or-later
# Behind these errors `as` looks for the end of the line on the next one: it calls a valid statement junk, or leaves it out and counts a line less.
.comm x,8,
.byte 1
.symver foo, a@@@@b
.byte 2
.globl
.byte 3
.err
