# SPDX-License-Identifier: GPL-2.0-or-later
# The addends of .reloc have to fit.
.fill 126
.long 5
.reloc .-4, R_386_PC8,bar-1
.reloc .-4, R_386_8,bar-1
.reloc .-4, R_386_16,bar+0x1ffff
.reloc .-4, R_386_PC16,bar-0x10000
