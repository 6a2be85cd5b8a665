# SPDX-License-Identifier: GPL-2.0-or-later
# Equal or not may be asked of anything; `.if` does not look from one fragment into the next, data are compared in the end.
.data
there: .long 1
.text
here: nop
.long there == 5, undef == undef, undef == other, undef+4 == undef+4, ahead == here, ahead == behind
.if here == ahead
.byte 1
.elseif undef+4 == undef+4
.byte 2
.endif
.if undef+4 > undef
.byte 3
.endif
jmp ahead
after: nop
.if after > here
.byte 4
.endif
.set s0, undef
.if s0 > undef
.byte 5
.endif
ahead: behind: nop
