# SPDX-License-Identifier: GPL-2.0-or-later
# A numeric label that a relocation has to name.
call 2f
.section .str,"aMS",@progbits,1
1: ret
1: ret
2: ret
.text
call 1b
