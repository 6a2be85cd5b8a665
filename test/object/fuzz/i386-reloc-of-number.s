# SPDX-License-Identifier: GPL-2.0-or-later
# .reloc keeps the name of what is set to a number later, and adds nothing of it.
nop
nop
nop
nop
nop
nop
.long 0,0,0,0
.reloc .-1-16, R_386_32,foo
.reloc 3, R_386_32,foo+4
.reloc 0, R_386_32,ali
.set foo,0x7fff
.set ali,und+4
