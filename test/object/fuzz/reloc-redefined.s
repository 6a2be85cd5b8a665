# SPDX-License-Identifier: GPL-2.0-or-later
# A relocation cannot keep a name that another definition took over.
.reloc ., r_x86_64_64,foo+4
nop;.quad 0
.set foo,-1
"foo":.Lx:
