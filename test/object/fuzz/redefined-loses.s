# SPDX-License-Identifier: GPL-2.0-or-later
# A new version of a name keeps its binding and type, not its visibility and size.
.set s0,5
.hidden s0
.size s0,4
.type s0,@function
.globl s0
.set s0,6
.set s1,5
.set s1,6
.hidden s1
.size s1,9
