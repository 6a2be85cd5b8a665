# SPDX-License-Identifier: GPL-2.0-or-later
# Underscores part a number into words of 32 bits.
.octa 0x1_2_3_4, 0x12345678_9abcdef0_0_1, 0xffffffff_ffffffff_ffffffff_ffffffff, -0x0_0_1_0, 0x0_0_0_5+1, ~0x1_0_0_0
.quad 0x0_0_12345678_9, 0x0_0_0_5u
.long 0x0_0_0_7, 0x0_0_0_7+1
mov $0x0_0_0_7,%eax
.uleb128 0x1_2_3_4, 0x0_0_8_0
1: nop
