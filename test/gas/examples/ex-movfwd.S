## SPDX-License-Identifier: GPL-2.0-or-later
mov $n,%eax
mov $n,%rax
add $n,%eax
push $n
mov n(%rax),%ebx
imul $n,%eax,%eax
n = 4
mov $n,%rax
add $n,%eax
push $n
mov n(%rax),%ebx
