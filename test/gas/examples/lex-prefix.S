## SPDX-License-Identifier: GPL-2.0-or-later
notrack jmp *%rax
bnd jmp foo
data16 lea foo(%rip), %rdi
rex64 nop
rex.W call foo
cs nopw 0(%rax)
ds ret
gs movl %eax,4
movl %gs:4,%eax
addr32 nop
cs rep movsb
data16
.byte 0x90
.byte 0x66
rex64 call foo@PLT
data16 rex64 call foo@PLT
rex.w
rex.wrxb
fs
