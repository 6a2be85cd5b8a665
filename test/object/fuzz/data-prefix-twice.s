# SPDX-License-Identifier: GPL-2.0-or-later
# The mnemonic says that it is a word already.
data16 cbw
data16 movsw
data16 iretw
data16 strw %ax
data16 crc32 %ax,%ebx
.code16
data32 cwde
data32 out %eax,%dx
data32 movups (%bx),%xmm0
