# SPDX-License-Identifier: GPL-2.0-or-later
# A fill that is no byte is put as often as the size says; a size that is told later has none.
.skip 2,foo
.skip 3,300
.skip 2,foo-.
.skip 1,
.space 4,-128
.skip 1000,1b
1: .ds.w 2,1
.dcb.l 2,foo
.skip 2f-1b,foo
2: nop
.fill 2,4,foo
nop
