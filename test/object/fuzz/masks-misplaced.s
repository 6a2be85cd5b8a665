# SPDX-License-Identifier: GPL-2.0-or-later
# What is masked is the destination; a pseudo prefix wants an instruction.
vpaddd %zmm1{%k1},%zmm2,%zmm3
vpaddd %zmm1,%zmm2{%k1},%zmm3
vpmaxsq %ymm16,%ymm1{%k5}{z},%ymm1{%k5}{z}
{vex}
lock {vex}
vpaddd %zmm1,%zmm2,%zmm3{%k1}{z}
vmovaps %zmm1,(%rax){%k1}
vpscatterdd %zmm1,(%rax,%zmm2){%k1}
