/* Vectors of 512 bits: masks, zeroing, broadcasts, rounding, displacements of one byte, and names that are computed. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/linkage.h>

.irp i, 0, 1, 2, 17, 31
	.set	V\i, %zmm\i
	.set	Y\i, %ymm\i
.endr

.macro rotate_names a, b, c
	spare = \a
	\a = \b
	\b = \c
	\c = spare
.endm

	.text
SYM_FUNC_START(masks)
	kmovq	%rdi, %k1
	vmovdqu8 (%rsi), %zmm0{%k1}{z}
	vmovdqu8 %zmm0, 64(%rdx){%k1}
	vpaddd	(%rsi){1to16}, %zmm1, %zmm2{%k3}
	vpaddq	65(%rsi), %zmm17, %zmm18
	vaddps	{rn-sae}, %zmm1, %zmm2, %zmm3
	vcmpps	$1, {sae}, %zmm4, %zmm5, %k2
	vpternlogd $0x96, %ymm17, %ymm1, %ymm2
	vpaddd	V1, V17, V31
	vpxord	Y2, Y0, Y31
	rotate_names V0, V1, V2
	vpaddd	V0, V1, V2
	.irp	n, 4, 5
	vprord	$\n, %xmm\n, %xmm1\n
	.endr
	kshiftrq $8, %k1, %k2
	vzeroupper
	RET
SYM_FUNC_END(masks)
