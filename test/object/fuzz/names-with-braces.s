# SPDX-License-Identifier: GPL-2.0-or-later
# A brace may begin a name.
.lcomm {1, 4
{a: .long {a
.set {b, 5
.long {b
