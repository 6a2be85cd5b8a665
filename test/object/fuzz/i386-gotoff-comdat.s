# SPDX-License-Identifier: GPL-2.0-or-later
# The offset of something in a section that the linker may leave out is named, the offset of a .L name is not.
lea gamma@GOTOFF(%ebx),%eax
lea .Ldelta@GOTOFF(%ebx),%eax
.section .grp,"axG",@progbits,gname,comdat
lea gamma@GOTOFF(%ebx),%eax
nop
gamma: nop
.Ldelta: nop
