# SPDX-License-Identifier: GPL-2.0-or-later
# The last .arch pads what stands in front of the first one.
nop
.balign 16
.nops 7
.arch push
.arch i386
.nops 8
.arch pop
.nops 8
.arch pentiumiii
.nops 9
