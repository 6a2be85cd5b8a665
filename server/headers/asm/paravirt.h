/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Places that a hypervisor's guest rewrites at boot, as kernels up to 6.7 marked them: an indirect call through pv_ops, and a record in
 * .parainstructions (address, which operation, how many bytes) from which it became a direct call or the native instructions. Later
 * kernels have ordinary alternatives in their place.
 */
#ifndef UNWIND_LENS_ASM_PARAVIRT_H
#define UNWIND_LENS_ASM_PARAVIRT_H

#include <linux/kconfig.h>
#include <asm/alternative.h>
#include <asm/nospec-branch.h>

/* Numbers of operations are their offsets in pv_ops, in words. */
#define PARA_PATCH(offset)	((offset) / 8)
#define PARA_INDIRECT(address)	*address(%rip)
#define PV_INDIRECT(address)	*address(%rip)
#define PARA_SITE(operation, code...)	7710:; code; 7720:; .pushsection .parainstructions, "a"; .balign 8; .quad 7710b; .byte operation, 7720b - 7710b; .balign 8; .popsection

#endif
