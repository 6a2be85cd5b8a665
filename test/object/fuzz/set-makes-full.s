# SPDX-License-Identifier: GPL-2.0-or-later
# .set makes a full symbol of a .L name.
s2 = .Lone+4
jmp alpha+4
jz .Lone
.long s0, s1
s0 = .Lfour+4
.local beta
