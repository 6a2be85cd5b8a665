## SPDX-License-Identifier: GPL-2.0-or-later
.byte a-b
.section .foo
a: nop
.text
b:
