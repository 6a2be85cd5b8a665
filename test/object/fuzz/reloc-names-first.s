# SPDX-License-Identifier: GPL-2.0-or-later
# The names of .reloc are made before all others, the last one first.
.hword .Ly, .Lx, .Lx-0>>(bar-bar)
.long 0,0,0
.reloc .-4, BFD_RELOC_32,.Lx+1
.reloc .-8, BFD_RELOC_32,.Lz
