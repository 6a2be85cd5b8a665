# SPDX-License-Identifier: GPL-2.0-or-later
# Refused: the prefix is there already, or does not go with it.
rex.B andq %rax,%r15
rex.W fxsave64 (%rax)
rex.W cqto
rex64 lodsq
rex.W fadds (%rax)
repne xsha1
repne nopl (%rax)
rep xlatb
repne maskmovq %mm0,%mm1
data16 pfacc %mm0,%mm1
addr32 umonitor %ecx
addr32 bndcu %rax,%bnd0
data16 rex.W jbe bar@PLT
mov %tr6,%eax
.code32
mov %tr6,%eax
pcmpestril $0,%xmm1,%xmm7
{disp32} addr16 jae foo
