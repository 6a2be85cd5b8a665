# SPDX-License-Identifier: GPL-2.0-or-later
# With an addend the address of the symbol is added to the field as well.
.long 0,0,0,0,0,0,0,0
.La: .long 0
b: .long 0
.reloc 0, R_386_PC16, .La
.reloc 2, R_386_PC32, .La
.reloc 6, R_386_16, .La
.reloc 8, R_386_8, .La
.reloc 10, R_386_NONE, .La
.reloc 12, R_386_PC8, .La+1
.reloc 16, R_386_GOTPC, b+1
.reloc 20, R_386_PLT32, b
