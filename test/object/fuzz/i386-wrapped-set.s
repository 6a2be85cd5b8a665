# SPDX-License-Identifier: GPL-2.0-or-later
# Numbers of an ELF32 object have 32 bits.
.set s3,.Lthree-.Lfour
.Lthree: nop
.Lfour: nop
