# SPDX-License-Identifier: GPL-2.0-or-later
# Code is padded for the processor that .arch named before; without one, for the last one of all.
.arch i386
.balign 16
nop
.balign 16
.arch pentium4
nop
.balign 16
.arch i686
nop
.nops 7
.arch default
.nops 7
nop
.balign 32
.arch k8
nop
.balign 16
.arch core2
nop
.balign 16
