# SPDX-License-Identifier: GPL-2.0-or-later
# A register as data is the place that `as` has it at in its own list.
.byte %al, %bh, %spl, %r8b, %ax, %r15w, %eax, %r9d
.word %rax, %r15, %k1, %gs, %cr0, %cr8, %db7, %dr0, %mm1, %xmm31, %ymm0, %zmm7, %tmm7, %bnd3, %rip, %eip, %st, %st(3)
.set x,%r12
.long x, (%rax)
.quad %RBX
.octa %rcx
.uleb128 %zmm0
.sleb128 %st(7)
.skip 2,%cl
.data
.ds.l 2,%eax
