# SPDX-License-Identifier: GPL-2.0-or-later
# What is missing at the end of an operand counts as zero; string operations are as wide as the mode.
vpxor 7 * (%rdx),%xmm0,%xmm8
addl $0x20<,%edx
.long 5+, 3
movs
rep lods
data16 stos
rex.W scas
smov
.code16
cmps
data32 outs
