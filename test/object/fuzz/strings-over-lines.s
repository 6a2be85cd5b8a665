# SPDX-License-Identifier: GPL-2.0-or-later
# A string or a character constant that is open at the end of a line goes on with the next one.
.ascii "a
b\
c" ; .byte 1
.byte '
+1
.macro m x
.ascii "\x
z"
.endm
m 4
.irp v,1,2
.ascii "q\v
r"
.endr
.if 0
.ascii "
"
.endif
.set x, 5 ; .ascii "c
d", "e
f"
nop
