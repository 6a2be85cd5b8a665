# SPDX-License-Identifier: GPL-2.0-or-later
# Defaults and arguments with quotes, `;`, commas and brackets.
.macro m a="x;y", b = "p,q", c=(1)
.ascii "\a|\b|\c"
.endm
m
m "u;v"
m c=[3 4],a="s t"
m "a b", "\"", 4
.irp c,"p;q",r
.ascii "\c"
.endr
.macro o x:req,y:vararg
.ascii "\x<\y>"
.endm
o 1, .byte 2;.ascii "k"
o "1 2" 3 4,5
