## SPDX-License-Identifier: GPL-2.0-or-later
"quoted sym": nop
.globl "quoted sym"
.quad "quoted sym", "q2"+4
call "quoted sym"
mov "q2"(%rip),%eax
.set "a-b", 4
.quad "a-b"
