# SPDX-License-Identifier: GPL-2.0-or-later
# The distance of two places keeps their section as the left side of an operator; in parentheses, or by a name, it is a number.
.data
data1: .long 1
.text
.Lloc: nop
1: nop
.if (1b)-.Lloc <> data1
.byte 1
.endif
.if ((1b)-.Lloc) == 1
.byte 2
.endif
.if (1b)-.Lloc+5 == 6
.byte 3
.endif
.set s,1b-.Lloc
.long s+data1, 1b-.Lloc+data1
