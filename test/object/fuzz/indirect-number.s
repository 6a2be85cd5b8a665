# SPDX-License-Identifier: GPL-2.0-or-later
# What is chosen at run time is no number.
.set foo,0
.set f5,5
.type "foo", @gnu_indirect_function
.type "f5", @gnu_indirect_function
.section .s1
.dc.w L2,foo
.long f5
mov $f5,%eax
