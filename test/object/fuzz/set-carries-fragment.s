# SPDX-License-Identifier: GPL-2.0-or-later
# A name set to a place in the open fragment and then to something else: gas adds the address of that fragment in the end.
.skip 125
nop
.set s0,.
.set s0,.Lone
.set s1,.
.set s1,250
.long s1
.skip 10
.Lone: nop
.set s2,s1
