/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where members lie in the structures that C and assembly share. A tree generates this file from its configuration.
 */
#ifndef UNWIND_LENS_ASM_ASM_OFFSETS_H
#define UNWIND_LENS_ASM_ASM_OFFSETS_H

/* Every member of struct pt_regs; these never change. */
#define pt_regs_r15                        0
#define pt_regs_r14                        8
#define pt_regs_r13                        16
#define pt_regs_r12                        24
#define pt_regs_bp                         32
#define pt_regs_bx                         40
#define pt_regs_r11                        48
#define pt_regs_r10                        56
#define pt_regs_r9                         64
#define pt_regs_r8                         72
#define pt_regs_ax                         80
#define pt_regs_cx                         88
#define pt_regs_dx                         96
#define pt_regs_si                         104
#define pt_regs_di                         112
#define pt_regs_orig_ax                    120
#define pt_regs_ip                         128
#define pt_regs_cs                         136
#define pt_regs_flags                      144
#define pt_regs_sp                         152
#define pt_regs_ss                         160
#define PTREGS_SIZE                        168

/* Fixed by the CPU. */
#define TSS_sp0                            4
#define TSS_sp1                            12
#define TSS_sp2                            20

/* Of one configuration of 6.12: the names resolve, the numbers are an example. */
#define KVM_STEAL_TIME_preempted           16
#define saved_context_cr0                  200
#define saved_context_cr2                  208
#define saved_context_cr3                  216
#define saved_context_cr4                  224
#define FIXED_stack_canary                 40
#define TASK_threadsp                      2968
#define TASK_stack_canary                  1424
#define pbe_address                        0
#define pbe_orig_address                   8
#define pbe_next                           16
#define XEN_vcpu_info_mask                 1
#define XEN_vcpu_info_pending              0
#define XEN_vcpu_info_arch_cr2             16
#define TDX_MODULE_rcx                     0
#define TDX_MODULE_rdx                     8
#define TDX_MODULE_r8                      16
#define TDX_MODULE_r9                      24
#define TDX_MODULE_r10                     32
#define TDX_MODULE_r11                     40
#define TDX_MODULE_r12                     48
#define TDX_MODULE_r13                     56
#define TDX_MODULE_r14                     64
#define TDX_MODULE_r15                     72
#define TDX_MODULE_rbx                     80
#define TDX_MODULE_rdi                     88
#define TDX_MODULE_rsi                     96
#define BP_scratch                         484
#define BP_secure_boot                     492
#define BP_loadflags                       529
#define BP_hardware_subarch                572
#define BP_version                         518
#define BP_kernel_alignment                560
#define BP_init_size                       608
#define BP_pref_address                    600
#define TLB_STATE_user_pcid_flush_mask     22
#define CPU_ENTRY_AREA_entry_stack         4096
#define SIZEOF_entry_stack                 4096
#define MASK_entry_stack                   -4096
#define X86_top_of_stack                   24
#define X86_current_task                   0
#define X86_call_depth                     16

#endif
