# SPDX-License-Identifier: GPL-2.0-or-later
# A name that stays inside needs no PLT, whatever the branch asks for.
.globl delta, gamma, alpha
jmp delta@PLT
jz gamma@PLT+1
jmp alpha@PLT
call delta@PLT
delta: nop
gamma: nop
alpha: nop
.hidden delta
.protected gamma
.weak omega
jmp omega@PLT
omega: nop
.hidden omega
