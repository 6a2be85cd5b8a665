## SPDX-License-Identifier: GPL-2.0-or-later
.macro p s
.ascii "\s"
.endm
.macro o s
p "\s"
.endm
.macro q s
p \s
.endm
.macro v s:vararg
p \s
.endm
.macro V2 s:vararg
.ascii \s
.endm
o "a b"
q "ab"
v "a b"
v2 "a b", "c" , "d"
p "say \"hi\""
p "a\\b"
