# SPDX-License-Identifier: GPL-2.0-or-later
# REX prefixes add up; one that makes an operation wide does not make its immediate one that is extended.
rex rex.B xor %eax,%edi
rex.W rex.B monitor
rex.W shl %cl,foo
rex.W add $sym,foo
rex.W push $sym
rex64 sbb $sym+8,-8(%rbp)
rex.W iret
rex.W xchg %rax,%rax
addr32 movq %rax,foo
{rex} pfacc (%rcx),%mm1
