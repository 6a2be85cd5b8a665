# SPDX-License-Identifier: GPL-2.0-or-later
# `0x` at the end of a statement is nothing; a name for something undefined has no size.
.byte 0x,0x
.set foo,"q1"
.size foo,bar-foo
.equ foo2 , v2
.size "foo2", bar-foo2
.comm c1,1,"bss"
.comm c2,3
.size foo3, c2-c1
