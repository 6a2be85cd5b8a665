## SPDX-License-Identifier: GPL-2.0-or-later
.set s, a
call s
.set s, b
call s
.quad s
a: nop
b: nop
