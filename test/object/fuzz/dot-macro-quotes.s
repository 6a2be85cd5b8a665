# SPDX-License-Identifier: GPL-2.0-or-later
# A macro whose name begins with a dot is not a mnemonic: its call ends at the first `;`, and be that in quotes.
.macro .foo a, b
.ascii "\a|\b"
.endm
.macro foo a
.ascii "\a"
.endm
.foo "x", y;.byte 1
foo "x;y"
.foo "x;.byte 2 # "
