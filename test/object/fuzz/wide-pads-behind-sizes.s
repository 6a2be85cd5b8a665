# SPDX-License-Identifier: GPL-2.0-or-later
# Wide patterns behind sizes that are known later; a name for a register cannot be global.
a: nop
.skip c-b
.balignw 4,0x1234
b: nop
c:.byte 1
.balignl 8,0x12345678
.skip e-d
.p2alignw 3,0x1111
d: nop
nop
e:
.set foo,%al
.globl foo
