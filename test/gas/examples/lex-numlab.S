## SPDX-License-Identifier: GPL-2.0-or-later
0: nop
.long 0b-., 0b101, 0b1, 1f-.
1:
jmp 0b
.long 0b+1-.
10: .long 10b-.,1f-.,0x1f
1: .byte 1b-10b
jmp 0f
0:
.long (0f)-.
0:
