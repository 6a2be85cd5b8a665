# SPDX-License-Identifier: GPL-2.0-or-later
# What a number is extended by is a property of its first operand: a minus makes it signed, a name and more than 64 bits do not.
.octa 1, -1, -0, ~5, !1, ~-5, -~5, !-1
.octa 5-6, 6-5, -1+2, -5+6-7, -1*-1, (-1)&1, 1-(-1), -(1-2), 0xffffffffffffffff, -0xffffffffffffffff, ~0xffffffffffffffff
.octa -0x10000000000000001, -0x10000000000000001+2, -0x10000000000000001-1, ~0x10000000000000001, 0x10000000000000001, !0x10000000000000001
.octa 5-6, -
.set minus, -1
.octa minus, minus-1, -minus, -1+minus, ~minus
1: nop
2: nop
.octa 1b-2b, 2b-1b, -1+2b-1b, -(1b-2b), 1b-2b-1, -5/2, 5/-2, -5>>1, -5<2, -5&&2
.sleb128 7, (-1)&1, 97, -1, ~5, 0xffffffffffffffff, ~0xffffffffffffffff, (~5)&1, -1+1, -1+2, 1-2, -minus, minus, minus+1, 1b-2b, -0, !-1
.sleb128 0x7fffffffffffffff, 0x8000000000000000, -0x8000000000000000, 0x8000000000000000+0x8000000000000000, 0x10000000000000000, 0x80000000000000000000, 0xffff0000000000000000, 0x123456789abcdef0123456789, -0x10000000000000001, ~0x10000000000000001
.uleb128 5-6, -1, 0x10000000000000001, -0x10000000000000001, ~5, minus
.ds.x 2, -5
.ds.x 2, 5-6
.ds.p 2, -1+5
.ds.p 2, 0x8000000000000000
.ds.x 2, -0x8000000000000000
.ds.x 2, 0x123456789abcdef01
.ds.x 2, minus
.skip 3, 0x10000000000000001
.comm c1, 5-2
.comm c2, -5+7
.comm c3, ~-5
.comm c4, minus+9
.comm c5, ~0-~5
.comm c6, -0
.comm c7, 0+-1
