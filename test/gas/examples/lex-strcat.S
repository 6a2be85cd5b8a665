## SPDX-License-Identifier: GPL-2.0-or-later
.ascii "a" "b", "c"
.asciz "a" "b"
.asciz "a", "b"
.string "x"
.string ""
.ascii "a" 
.string8 "p"
.string16 "q"
