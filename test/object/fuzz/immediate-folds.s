# SPDX-License-Identifier: GPL-2.0-or-later
# An immediate is folded to the operand's size before it is asked whether a byte will do; a data prefix tells that size too.
ror $0xffff,%cx
rcll $0xffffffff,64(%r8)
shrd $0xffff,%ax,(%rax,%rbx)
out %ax,$0xffffffff
enterw $0xffff,$0xffff
inw $0xffffffff
data16 adc $0xffff,0x40(%rbp,%rcx,8)
data16 or $0x7fffffff,-64(%rbp)
data16 push $0x12345678
bextr $0xffffffff,%eax,%ebx
.code32
vpclmulqdq $0xffffffff,%xmm1,%xmm0,%xmm0
ret $0xffffffff
.code16
rol $0xffff,sym(%di)
push $0xffff8000
