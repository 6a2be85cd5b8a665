# SPDX-License-Identifier: GPL-2.0-or-later
# What .lcomm allocates begins where the assembler's open fragment does: an instruction in front of it is in the way.
.lcomm first,3
.bss 1
nop
.lcomm second,4
.text
nop
