# SPDX-License-Identifier: GPL-2.0-or-later
# The symbol of a further section of one name is made with its first relocation.
jz 1f
.pushsection .text.y,1
.section .text.y,"axG",@0x7,8
1:
_x:
