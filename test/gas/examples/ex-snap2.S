## SPDX-License-Identifier: GPL-2.0-or-later
i = 0
.rept 3
.quad lbl + i
i = i + 1
.endr
.set cur, l1
.quad cur
l1: nop
.set cur, l2
.quad cur
l2:
.quad n
n = m + i
i = 7
m = 100
.set q, i
i = 8
.byte q
