## SPDX-License-Identifier: GPL-2.0-or-later
mov $8,%eax#comment
.byte 1#x
.ascii "#;/*" # c ; .byte 4
.byte '#'
lbl:# c
nop;# c
