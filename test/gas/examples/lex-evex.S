## SPDX-License-Identifier: GPL-2.0-or-later
vaddps (%rax){1to16},%zmm1,%zmm2{%k1}{z}
vaddps (%rax) {1to16}, %zmm1, %zmm2 {%k1} {z}
vaddps {rn-sae}, %zmm0,%zmm1,%zmm2
vaddps {rz-sae},%zmm0,%zmm1,%zmm2{z}{%k2}
