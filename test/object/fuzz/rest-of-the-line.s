# SPDX-License-Identifier: GPL-2.0-or-later
# Some directives do not look at what stands behind them: it is the next statement.
.code64 nop
.list foo: nop
.data
.previous .long foo
.popsection 1: .long 1b
.code32 nopp
