## SPDX-License-Identifier: GPL-2.0-or-later
.macro m a=0 b=1
.ascii "[\a|\b]"
.endm
m a="x y" b=2
m a="x",b="y z"
m b = 5, a = "q"
m a=(1 +2) ,b=3
