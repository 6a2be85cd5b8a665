# SPDX-License-Identifier: GPL-2.0-or-later
# `as` adds to the byte that is repeated, and to what lies behind it in its own memory.
.reloc 0, R_386_16, elsewhere+4
.space 4,-1
