# SPDX-License-Identifier: GPL-2.0-or-later
# .reloc at a number makes the symbol of its section.
.weakref w1,q1
.section .text,"aG",@note,foo
.8byte 1
.reloc 1, r_x86_64_64,foo
