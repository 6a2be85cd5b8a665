# SPDX-License-Identifier: GPL-2.0-or-later
# A sign in front of a register makes a number of it, for which only `!` has a value.
add $!%rcx,%ebx
mov !%st,%eax
mov ! %rcx(%rbx),%eax
jmp *!%rcx
mov -%eax,%ebx
mov +%eax,%ebx
add $-%rcx,%ebx
add $+%rcx,%ebx
