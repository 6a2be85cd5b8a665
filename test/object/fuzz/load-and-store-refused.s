# SPDX-License-Identifier: GPL-2.0-or-later
# Refused: there is no such form.
{store} fadd %st(1),%st
{store} faddp %st,%st(1)
{store} loadiwkey %xmm1,%xmm2
{store} pextrwl $1,%xmm0,%eax
{evex} {rex} shlq $1,8(%rsi)
{rex} {vex} vmovmskpd %ymm7,%ebp
{vex} vcvtph2psx (%rax),%ymm1
