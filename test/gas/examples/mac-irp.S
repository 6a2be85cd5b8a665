## SPDX-License-Identifier: GPL-2.0-or-later
.irp r, a, "b c", d e,f
.ascii "[\r]"
.endr
.irp r
.ascii "[\r]"
.endr
.irp r,
.ascii "<\r>"
.endr
.irp r a b c
.ascii "{\r}"
.endr
.irp r,a,,b,
.ascii "(\r)"
.endr
.irpc c, abc
.ascii "\c."
.endr
.irpc c,"a b"
.ascii "'\c"
.endr
.irpc c
.ascii "|\c"
.endr
.irpc c, a,b
.ascii "_\c"
.endr
.rept 0
.byte 1
.endr
