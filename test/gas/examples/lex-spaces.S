## SPDX-License-Identifier: GPL-2.0-or-later
mov 8 + 4(%rsp), %rax
mov 8+4 (%rsp), %rax
mov ( %rsp , %rax , 4 ), %rbx
mov (,%rax,4), %rbx
mov (%rsp,%rax), %rbx
mov (%rax,1), %rbx
mov $ 4, %eax
mov $ -4, % eax
mov $(4+4), %eax
mov %fs:(%rax),%rbx
mov %fs: 8(%rax),%rbx
mov %fs :8,%rbx
jmp * %rax
jmp *(%rax)
call * foo
call *foo(%rip)
jmp *%gs:8(%rax)
movl $1 , ( foo ) ( % rip )
mov (foo)(%rip),%eax
mov (8)(%rsp),%eax
mov 8*(2)(%rsp),%eax
mov -(8)(%rsp),%eax
