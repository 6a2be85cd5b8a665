## SPDX-License-Identifier: GPL-2.0-or-later
.long 0x123456789
.byte 256, 255, -128, -129, 0x1ff
.word 65536, -32769, 0xffff8000
.long -1, 0xffffffff, -2147483649
