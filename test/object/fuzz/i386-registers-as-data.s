# SPDX-License-Identifier: GPL-2.0-or-later
# Only registers that there are in this mode.
.byte %al, %bh, %ax, %eax
.word %k1, %gs, %cr0, %cr8, %db7, %dr0, %tr3, %mm1, %xmm7, %st
.long %rax
.long %spl
.long %xmm8
.long %dr8
.long %rip
