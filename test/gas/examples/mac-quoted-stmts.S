## SPDX-License-Identifier: GPL-2.0-or-later
.macro alt a b
\a
\b
.endm
alt "nop # x", "nop; nop /* y */"
alt "nop", "# z"
alt nop "jmp 1f; 1:"
alt "movl $'a, %eax" "mov  %eax , %ebx"
alt "", ""
alt "foo : nop", "lock ; nop"
