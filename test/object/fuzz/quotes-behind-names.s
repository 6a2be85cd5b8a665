# SPDX-License-Identifier: GPL-2.0-or-later
# A quote right behind a name goes with it.
.warning"x"
.file"a.c"
.ascii"x"
a":" nop
".byte" 1
"x" "y": .long "x" "y", xy
nop
