# SPDX-License-Identifier: GPL-2.0-or-later
# A common symbol may become data, or a part of .bss; its size is what it was made with.
.comm a,4
.comm b,8
.size b,2
.type c,@common
.comm d,0
.data
.long 1
a: .long 1
.text
c: nop
.lcomm d,8
