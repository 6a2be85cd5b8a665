# SPDX-License-Identifier: GPL-2.0-or-later
# The address of a common symbol is its size; a unique one goes by its section; a label may be called `.`.
.section .s2
.type q1 @gnu_unique_object
.long q1, q1-.
q1: .byte 1
.globl q2
.type q2, @gnu_unique_object
.long q2
q2: .byte 1
.:Ly: .byte 1
.long .
.text
.uleb128 foo
.sleb128 foo+1
.common foo,16,8
.org foo2+30
.comm foo2 5,3
.xcom foo3 0
.bss
foo3: .skip 1
.xcom foo4 4
.type foo5,@tls_object
.comm foo5,4
.type foo6,@function
.comm foo6,4
.type foo7,@tls_object
.lcomm foo7,4
.type foo8,@function
.lcomm foo8,4
