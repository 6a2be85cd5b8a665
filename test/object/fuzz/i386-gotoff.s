# SPDX-License-Identifier: GPL-2.0-or-later
# @GOTOFF names a local by its section in instructions, unless the linker merges there.
lea a@GOTOFF(%ebx),%eax
lea b@GOTOFF(%ebx),%eax
.long a@GOTOFF
.data
a: .long 1
.section .str,"aM",@progbits,1
b: .byte 1
