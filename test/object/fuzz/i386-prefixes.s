# SPDX-License-Identifier: GPL-2.0-or-later
# Of a jump to selector and offset only the data prefix counts; test registers are known in ELF32.
cs call $0,$551
addr16 call $38,$201
data16 ljmpl $5,$880
mov %tr6,%eax
mov %ebx,%tr3
xacquire xchgb %bh,%bl
xrelease mov %eax,0x1234
data16 jl bar@PLT
{disp16} addr16 jae bar
.code16
cs ljmp $1,$2
data32 ljmp $1,$0x123456
bndldx sym+4,%bnd0
