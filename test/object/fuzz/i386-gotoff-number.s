# SPDX-License-Identifier: GPL-2.0-or-later
# The offset of a number from the offset table is the number, unless others see it.
mov s1@GOT(%ebx),%eax
lea s1@GOTOFF(%ebx),%eax
lea s1@GOTOFF+4(%ebx),%eax
.long s1@GOTOFF
.long s1@GOT
lea s2@GOTOFF(%ebx),%eax
s2 = 5
mov $s1@GOTOFF,%eax
.globl s3
lea s3@GOTOFF(%ebx),%eax
s3 = 7
.Lfour:
s1 = .Lthree-.Lfour
.La0: nop
.Lthree: nop
