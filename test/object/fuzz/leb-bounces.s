# SPDX-License-Identifier: GPL-2.0-or-later
# Refused: in one byte the number needs two, in two it needs one.
.uleb128 .-1f+200
.skip 71
1: nop
