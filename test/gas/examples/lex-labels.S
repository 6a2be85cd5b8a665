## SPDX-License-Identifier: GPL-2.0-or-later
nop;nop ; ; nop
a: b: c: nop; d: .byte 1; 1: 2: .long 1b-., 2b-.
