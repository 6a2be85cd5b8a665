# SPDX-License-Identifier: GPL-2.0-or-later
# A bignum is no operand and counts as zero; the size of an alias of a weak reference is nobody's.
.quad 0x10000000000000001+2
.octa 0x10000000000000001+2,0x10000000000000001-1*0x10000000000000001
.byte 3+0x10000000000000001
.long (0x10000000000000001)|3
.size w1, bar-foo
.weakref w1,_x
.size w2,bar-foo
.weakref w2,_y
.long w2
