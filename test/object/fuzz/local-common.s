# SPDX-License-Identifier: GPL-2.0-or-later
# A local common symbol is not aligned unless it says so, and lies at the beginning of the open fragment.
.local a, b, c
.bss 1
.byte 0
.comm a,12
.comm b,3,8
.text
.globl g
.lcomm g,5
.comm c,1
.long a, b, c
