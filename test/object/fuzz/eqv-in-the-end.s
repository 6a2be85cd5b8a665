# SPDX-License-Identifier: GPL-2.0-or-later
# In the table `.` of a name that is looked up anew is the end of the input; numbers of labels mean what they meant.
v6==.Ly
mov $v2,%ecx
.globl .Ly, foo
.eqv v5,1f-.
.skip 10
1: nop
.balign 16
.long v5, v5
