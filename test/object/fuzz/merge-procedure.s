# SPDX-License-Identifier: GPL-2.0-or-later
# Places of a merge section that have no name are in the table in the order of the text, whatever refers to them.
.section .str,"aMS",@progbits,1
.cfi_startproc
.cfi_endproc
.long ., .-4
.skip 3
.cfi_startproc
g_one:
.long .-2
.cfi_endproc
