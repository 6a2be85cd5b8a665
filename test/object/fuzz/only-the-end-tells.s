# SPDX-License-Identifier: GPL-2.0-or-later
# A name for a place that only the end could tell is in no table, and so is a version that another took the name from.
.globl glob
nop
here: nop
jmp ahead
.set v, here + (ahead - near)
.long v, w
.set w, glob
.set w, 2
near: nop
ahead: nop
glob: nop
.size ahead, (v == v) + 1
