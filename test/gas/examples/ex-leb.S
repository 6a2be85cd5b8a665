## SPDX-License-Identifier: GPL-2.0-or-later
.sleb128 -1, 64, -65, 300
.uleb128 1,127,128,300, 0xffffffffffffffff
.uleb128 b-a
a: nop
jmp b
b:
