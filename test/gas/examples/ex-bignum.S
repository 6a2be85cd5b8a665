## SPDX-License-Identifier: GPL-2.0-or-later
.quad 0x1234567890abcdef, -1, 0xffffffffffffffff, 18446744073709551615, -9223372036854775808, 0x8000000000000000+0x8000000000000000
.quad 0x7fffffffffffffff+1, 1<<64, 1<<65, 1>>64, 1<<-1
.octa 0x112233445566778899aabbccddeeff00, 1, -1, 0xffffffffffffffff
.quad 1 -1
