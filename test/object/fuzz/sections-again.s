# SPDX-License-Identifier: GPL-2.0-or-later
# What is said of a section that is there: the index that it is linked to, and what a linker does not ask for, are as said last.
.section .data,"ao",@0x7,4
.byte 1
.section .fini,"aw"
.section .fini,"ao",@foo,4
nop
.section .note.z,"ao",@init_array, 8
.section .note.z
.byte 2
.section .s1,"a"
.section .s1,"ao",@progbits,.text
.byte 3
.section .s1
.byte 4
.section .s2,"a"
.section .s2,"ao"
.byte 4
.section .s4,"ao",@progbits,1
.section .s4,"ao",@progbits,2
.section .s5,"ao",@progbits,.s4
.section .s5,"ao",@progbits,2
.byte 1
.section .lbss,"aw"
.section .init_array,"aw"
.section .s6,"a"
.section .s6,"0x100002"
.ifeqs "","\x41\x\t"
.byte 1
.endif
