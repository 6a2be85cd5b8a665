# SPDX-License-Identifier: GPL-2.0-or-later
# The field of a relocation for a section has to lie in its own.
.long 0
.reloc .-1, r_x86_64_64,.Lx+1
.Lx:
.reloc .-1, r_x86_64_64,foo
.reloc .-1, r_x86_64_64
.reloc .-1, r_x86_64_tlsdesc,.Lx+1
.reloc .-1,r_x86_64_none,.Lx
