# SPDX-License-Identifier: GPL-2.0-or-later
# .reloc keeps the name of what is set to a number later, and the section of a local label.
nop
nop
nop
nop
nop
nop
.long 0,0,0,0
.reloc .-1-16, r_x86_64_64,foo
.reloc 3, r_x86_64_64,foo+4
.reloc 0, r_x86_64_64,ali
.set foo,0x7fffffffffffffff
.set ali,und+4
