# SPDX-License-Identifier: GPL-2.0-or-later
# A number that a jump meets before it is one has a slot in the table all the same.
data16 jl bar@PLT
data16 jmp bar@PLT
 data16 jmp bar
.long bar@PLT
 call bar@PLT+4
 call s0@PLT
jmp s0@PLT
jmp s0
call s0
.set s0,5
call s1@PLT
s1: nop
call s0
 jz s0
.globl g0
call g0@PLT
call g0
.set g0,7
 call g0
 jmp g0
 call 0x1234
.data
call s1@PLT
data16 jmp s1@PLT
