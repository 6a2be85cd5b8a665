# SPDX-License-Identifier: GPL-2.0-or-later
# Refused: a displacement is extended by its sign; a blank stands behind a pseudo prefix.
mov 0x80000000(%rax),%eax
lea 0x80000000(%rax),%rax
{vex}vpaddb %xmm0,%xmm1,%xmm2
