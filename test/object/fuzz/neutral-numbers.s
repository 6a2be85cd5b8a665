# SPDX-License-Identifier: GPL-2.0-or-later
# What must be known at once is looked into more deeply than what is only noted.
.if undef * 0 == 0
.byte 1
.endif
.if (undef ^ undef) == 0
.byte 2
.endif
.if (undef | 0) == undef
.byte 3
.endif
.if (0 << undef) + (undef & 0) + (0 ! undef) == -1
.byte 4
.endif
here: nop
.if 5 * (here * 1 == here)
.byte 5
.endif
.quad !here, !undef
