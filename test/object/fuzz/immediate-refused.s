# SPDX-License-Identifier: GPL-2.0-or-later
# Refused: no such immediate.
bextr $0x80000000,%rax,%rbx
lwpins $0xffffffff,%edx,%rdi
vpclmulqdq $0xffffffff,%xmm1,%xmm0,%xmm0
movabs $0x1234,%eax
pinsrw $0xffff,%ecx,%xmm1
.code32
lcall $0x12345,$5
.code16
ljmp $0,$0x55123456
