# SPDX-License-Identifier: GPL-2.0-or-later
# What stands behind the `;` is a statement, which ends in a quote here.
.macro .foo a
.ascii "\a"
.endm
.foo "x;y"
.unknown "x;y"
nop
