## SPDX-License-Identifier: GPL-2.0-or-later
MOV %EAX, %ebx
MoV %Rax, %RBX
.BYTE 1
.Long 2
.AsCii "x"
Foo: 
.long foo-., Foo-.
