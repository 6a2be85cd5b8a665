## SPDX-License-Identifier: GPL-2.0-or-later
.if later
.byte 1
.endif
.set later,1
