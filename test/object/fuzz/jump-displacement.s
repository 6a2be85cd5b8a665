# SPDX-License-Identifier: GPL-2.0-or-later
# Jumps are relaxed whatever {disp8} says; {disp32} only starts them near.
{disp8} jnp foo+4
{disp32} jmp u1
call u2
{disp8} jmp u3
{disp32} jmp g
.globl g
.skip 10
g: {disp8} jmp 1f
.skip 200
1: nop
