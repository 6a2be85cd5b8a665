# SPDX-License-Identifier: GPL-2.0-or-later
# A group's name that is in no table is made; each subsection of what can be merged ends with a whole entity.
.section .debug_x,"axG",@nobits,foo
.weak foo
.set alias,undefined
.section .bss.w,"aG",%progbits,alias
.linkonce discard
.section .note.z,"aM",%progbits,4
.byte 1
.subsection 1
.byte 2,3
.subsection 2
.byte 4
