## SPDX-License-Identifier: GPL-2.0-or-later
.long foo@PLT, foo@GOTPCREL, foo@GOT, foo@GOTPCREL+4
.quad foo@GOTOFF, foo@GOT
.long foo@TPOFF, foo@DTPOFF
.quad foo@TPOFF
.long foo@SIZE
.quad foo@SIZE
mov foo@GOTPCREL(%rip),%rax
call *foo@GOTPCREL(%rip)
jmp *foo@GOTPCREL(%rip)
mov foo@gotpcrel(%rip),%eax
add foo@GOTPCREL(%rip),%rax
movabs $foo@GOT,%rax
mov foo@gottpoff(%rip),%rax
lea foo@tlsgd(%rip),%rdi
lea _GLOBAL_OFFSET_TABLE_(%rip),%rax
.long foo@PLT+8
mov foo+4@GOTPCREL(%rip),%rax
push foo@GOTPCREL(%rip)
cmp $1,foo@GOTPCREL(%rip)
lea foo@GOTPCREL(%rip),%r9
