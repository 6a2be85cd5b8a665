## SPDX-License-Identifier: GPL-2.0-or-later
a:
.skip 4
.balign 8
b:
.if b-a == 8
.endif
