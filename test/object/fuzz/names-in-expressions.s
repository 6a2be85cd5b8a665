# SPDX-License-Identifier: GPL-2.0-or-later
# What a name in an expression does: suffixes of numbers, functions chosen at run time, weak names, versions that others cannot see.
.type i,@gnu_indirect_function
i:
.weak b
.byte b-b
.globl t
jz t@PLT
t: jz l@PLT
l: nop
.globl s1
.long s1+2
s1 = gamma+4
gamma: nop
s1 = 5
