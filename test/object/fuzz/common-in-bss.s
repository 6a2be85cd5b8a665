# SPDX-License-Identifier: GPL-2.0-or-later
# A common symbol whose label stands in .bss stays common, and reaches to there; who asks for a name names it.
.comm foo,8,4
.comm foo2,8,4
.bss
.skip 20
foo:
.skip 4
foo2: bar:
.weakref w2,q1
.ifdef "q1"
.endif
.set v1,!bar
v1=v1+1
.data
.set v2,.
v2=v2+1
.long v2-.
