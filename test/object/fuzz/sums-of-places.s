# SPDX-License-Identifier: GPL-2.0-or-later
# Refused: a relocation takes one name off, at the top of the expression, and sections may not be mixed.
.data
there: .long 1
.text
here: nop
.long there - here + ahead
.long undef - other + 4
.long (undef - here) * 2
.long 5 - (ahead + 4)
.long -(here + 4)
.long here + there
.long there < here
.long 5 % (here - here)
jmp ahead
ahead: nop
