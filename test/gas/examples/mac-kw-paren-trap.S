## SPDX-License-Identifier: GPL-2.0-or-later
.macro m a=0 b=1
.ascii "[\a|\b]"
.endm
m a=x+1 b=2
m a=%rax b=2
m a=-1 b=2
m a=(3) b=2
