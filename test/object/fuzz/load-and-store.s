# SPDX-License-Identifier: GPL-2.0-or-later
# Which of two forms: `{load}`, `{store}`, and `.s` for the less usual.
{load} test %r15d,%ebp
{load} xchg %ebx,%ecx
{store} xchg %ecx,%eax
{load} xchg %ecx,%eax
{store} xchg %eax,%ecx
{store} vprotd %xmm0,%xmm1,%xmm2
{store} fmul %st,%st
{store} fsubr %st,%st
{store} fsubp %st,%st(3)
{store} movq %xmm0,%xmm1
{store} vpextrw $1,%xmm0,%eax
mov.s %eax,%ebx
movl.s %eax,%ebx
mov.d8 (%rax),%ebx
movl.d32 (%rax),%ebx
{disp32} mov %rax,foo
{disp32} mov 0x1234,%eax
{vex3} {vex2} vmovlps %xmm7,(%rax)
vcvttps2dq %xmm0,%ymm1
