# SPDX-License-Identifier: GPL-2.0-or-later
# A branch to a merge section in ELF32.
jne .Lfour
.section .str,"aMS",@progbits,1
inc %eax
.Lfour:
