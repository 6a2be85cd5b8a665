# SPDX-License-Identifier: GPL-2.0-or-later
# A comment right behind the first word joins it with what follows; behind a blank it leaves that.
nop; rep
bt/* k */c $1,%r15
bt /**/ $1,%r15
n/**/op
lock /**/incl foo
foo/**/: nop
.by/**/te/**/ 1
/**/nop/**/
.macro m/**/n a
.byte \a
.endm
mn /**/ 3
x /**/ = 5
