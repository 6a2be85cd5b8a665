# SPDX-License-Identifier: GPL-2.0-or-later
# Subsections have numbers of 32 bits with a sign.
.text -1
.byte 1
.text 0
.byte 2
.subsection -5
.byte 3
.data -2
.byte 4
.pushsection .foo,-1
.byte 5
.popsection
.text 3000000000
.byte 6
