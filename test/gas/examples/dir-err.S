## SPDX-License-Identifier: GPL-2.0-or-later
.foobar 1
foobar %rax
mov %rax,%foo
mov $1,(%rax)
mov %eax,%rbx
movl %eax
.error
.err
.warning "w"
.warning
.print "hello"
.abort
