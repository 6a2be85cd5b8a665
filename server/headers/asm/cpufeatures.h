/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers of the CPU features that an alternative can ask for: word of the feature table times 32, plus the bit. The bugs come behind
 * the features. Bits are those of 6.12; a tree of another version brings its own file.
 */
#ifndef UNWIND_LENS_ASM_CPUFEATURES_H
#define UNWIND_LENS_ASM_CPUFEATURES_H

/* Word 0. */
#define X86_FEATURE_FPU                       0
#define X86_FEATURE_VME                       1
#define X86_FEATURE_DE                        2
#define X86_FEATURE_PSE                       3
#define X86_FEATURE_TSC                       4
#define X86_FEATURE_MSR                       5
#define X86_FEATURE_PAE                       6
#define X86_FEATURE_MCE                       7
#define X86_FEATURE_CX8                       8
#define X86_FEATURE_APIC                      9
#define X86_FEATURE_SEP                       11
#define X86_FEATURE_MTRR                      12
#define X86_FEATURE_PGE                       13
#define X86_FEATURE_MCA                       14
#define X86_FEATURE_CMOV                      15
#define X86_FEATURE_PAT                       16
#define X86_FEATURE_PSE36                     17
#define X86_FEATURE_PN                        18
#define X86_FEATURE_CLFLUSH                   19
#define X86_FEATURE_DS                        21
#define X86_FEATURE_ACPI                      22
#define X86_FEATURE_MMX                       23
#define X86_FEATURE_FXSR                      24
#define X86_FEATURE_XMM                       25
#define X86_FEATURE_XMM2                      26
#define X86_FEATURE_SELFSNOOP                 27
#define X86_FEATURE_HT                        28
#define X86_FEATURE_ACC                       29
#define X86_FEATURE_IA64                      30
#define X86_FEATURE_PBE                       31

/* Word 1. */
#define X86_FEATURE_SYSCALL                   43
#define X86_FEATURE_MP                        51
#define X86_FEATURE_NX                        52
#define X86_FEATURE_MMXEXT                    54
#define X86_FEATURE_FXSR_OPT                  57
#define X86_FEATURE_GBPAGES                   58
#define X86_FEATURE_RDTSCP                    59
#define X86_FEATURE_LM                        61
#define X86_FEATURE_3DNOWEXT                  62
#define X86_FEATURE_3DNOW                     63

/* Word 2. */
#define X86_FEATURE_RECOVERY                  64
#define X86_FEATURE_LONGRUN                   65
#define X86_FEATURE_LRTI                      67

/* Word 3. */
#define X86_FEATURE_CXMMX                     96
#define X86_FEATURE_K6_MTRR                   97
#define X86_FEATURE_CYRIX_ARR                 98
#define X86_FEATURE_CENTAUR_MCR               99
#define X86_FEATURE_K8                        100
#define X86_FEATURE_ZEN5                      101
#define X86_FEATURE_P3                        102
#define X86_FEATURE_P4                        103
#define X86_FEATURE_CONSTANT_TSC              104
#define X86_FEATURE_UP                        105
#define X86_FEATURE_ART                       106
#define X86_FEATURE_ARCH_PERFMON              107
#define X86_FEATURE_PEBS                      108
#define X86_FEATURE_BTS                       109
#define X86_FEATURE_SYSCALL32                 110
#define X86_FEATURE_SYSENTER32                111
#define X86_FEATURE_REP_GOOD                  112
#define X86_FEATURE_AMD_LBR_V2                113
#define X86_FEATURE_CLEAR_CPU_BUF             114
#define X86_FEATURE_ACC_POWER                 115
#define X86_FEATURE_NOPL                      116
#define X86_FEATURE_ALWAYS                    117
#define X86_FEATURE_XTOPOLOGY                 118
#define X86_FEATURE_TSC_RELIABLE              119
#define X86_FEATURE_NONSTOP_TSC               120
#define X86_FEATURE_CPUID                     121
#define X86_FEATURE_EXTD_APICID               122
#define X86_FEATURE_AMD_DCM                   123
#define X86_FEATURE_APERFMPERF                124
#define X86_FEATURE_RAPL                      125
#define X86_FEATURE_NONSTOP_TSC_S3            126
#define X86_FEATURE_TSC_KNOWN_FREQ            127

/* Word 4. */
#define X86_FEATURE_XMM3                      128
#define X86_FEATURE_PCLMULQDQ                 129
#define X86_FEATURE_DTES64                    130
#define X86_FEATURE_MWAIT                     131
#define X86_FEATURE_DSCPL                     132
#define X86_FEATURE_VMX                       133
#define X86_FEATURE_SMX                       134
#define X86_FEATURE_EST                       135
#define X86_FEATURE_TM2                       136
#define X86_FEATURE_SSSE3                     137
#define X86_FEATURE_CID                       138
#define X86_FEATURE_SDBG                      139
#define X86_FEATURE_FMA                       140
#define X86_FEATURE_CX16                      141
#define X86_FEATURE_XTPR                      142
#define X86_FEATURE_PDCM                      143
#define X86_FEATURE_PCID                      145
#define X86_FEATURE_DCA                       146
#define X86_FEATURE_XMM4_1                    147
#define X86_FEATURE_XMM4_2                    148
#define X86_FEATURE_X2APIC                    149
#define X86_FEATURE_MOVBE                     150
#define X86_FEATURE_POPCNT                    151
#define X86_FEATURE_TSC_DEADLINE_TIMER        152
#define X86_FEATURE_AES                       153
#define X86_FEATURE_XSAVE                     154
#define X86_FEATURE_OSXSAVE                   155
#define X86_FEATURE_AVX                       156
#define X86_FEATURE_F16C                      157
#define X86_FEATURE_RDRAND                    158
#define X86_FEATURE_HYPERVISOR                159

/* Word 5. */
#define X86_FEATURE_XSTORE                    162
#define X86_FEATURE_XSTORE_EN                 163
#define X86_FEATURE_XCRYPT                    166
#define X86_FEATURE_XCRYPT_EN                 167
#define X86_FEATURE_ACE2                      168
#define X86_FEATURE_ACE2_EN                   169
#define X86_FEATURE_PHE                       170
#define X86_FEATURE_PHE_EN                    171
#define X86_FEATURE_PMM                       172
#define X86_FEATURE_PMM_EN                    173

/* Word 6. */
#define X86_FEATURE_LAHF_LM                   192
#define X86_FEATURE_CMP_LEGACY                193
#define X86_FEATURE_SVM                       194
#define X86_FEATURE_EXTAPIC                   195
#define X86_FEATURE_CR8_LEGACY                196
#define X86_FEATURE_ABM                       197
#define X86_FEATURE_SSE4A                     198
#define X86_FEATURE_MISALIGNSSE               199
#define X86_FEATURE_3DNOWPREFETCH             200
#define X86_FEATURE_OSVW                      201
#define X86_FEATURE_IBS                       202
#define X86_FEATURE_XOP                       203
#define X86_FEATURE_SKINIT                    204
#define X86_FEATURE_WDT                       205
#define X86_FEATURE_LWP                       207
#define X86_FEATURE_FMA4                      208
#define X86_FEATURE_TCE                       209
#define X86_FEATURE_NODEID_MSR                211
#define X86_FEATURE_TBM                       213
#define X86_FEATURE_TOPOEXT                   214
#define X86_FEATURE_PERFCTR_CORE              215
#define X86_FEATURE_PERFCTR_NB                216
#define X86_FEATURE_BPEXT                     218
#define X86_FEATURE_PTSC                      219
#define X86_FEATURE_PERFCTR_LLC               220
#define X86_FEATURE_MWAITX                    221

/* Word 7. */
#define X86_FEATURE_RING3MWAIT                224
#define X86_FEATURE_CPUID_FAULT               225
#define X86_FEATURE_CPB                       226
#define X86_FEATURE_EPB                       227
#define X86_FEATURE_CAT_L3                    228
#define X86_FEATURE_CAT_L2                    229
#define X86_FEATURE_CDP_L3                    230
#define X86_FEATURE_TDX_HOST_PLATFORM         231
#define X86_FEATURE_HW_PSTATE                 232
#define X86_FEATURE_PROC_FEEDBACK             233
#define X86_FEATURE_XCOMPACTED                234
#define X86_FEATURE_PTI                       235
#define X86_FEATURE_KERNEL_IBRS               236
#define X86_FEATURE_RSB_VMEXIT                237
#define X86_FEATURE_INTEL_PPIN                238
#define X86_FEATURE_CDP_L2                    239
#define X86_FEATURE_MSR_SPEC_CTRL             240
#define X86_FEATURE_SSBD                      241
#define X86_FEATURE_MBA                       242
#define X86_FEATURE_RSB_CTXSW                 243
#define X86_FEATURE_PERFMON_V2                244
#define X86_FEATURE_USE_IBPB                  245
#define X86_FEATURE_USE_IBRS_FW               246
#define X86_FEATURE_SPEC_STORE_BYPASS_DISABLE 247
#define X86_FEATURE_LS_CFG_SSBD               248
#define X86_FEATURE_IBRS                      249
#define X86_FEATURE_IBPB                      250
#define X86_FEATURE_STIBP                     251
#define X86_FEATURE_ZEN                       252
#define X86_FEATURE_L1TF_PTEINV               253
#define X86_FEATURE_IBRS_ENHANCED             254
#define X86_FEATURE_MSR_IA32_FEAT_CTL         255

/* Word 8. */
#define X86_FEATURE_TPR_SHADOW                256
#define X86_FEATURE_FLEXPRIORITY              257
#define X86_FEATURE_EPT                       258
#define X86_FEATURE_VPID                      259
#define X86_FEATURE_COHERENCY_SFW_NO          260
#define X86_FEATURE_VMMCALL                   271
#define X86_FEATURE_XENPV                     272
#define X86_FEATURE_EPT_AD                    273
#define X86_FEATURE_VMCALL                    274
#define X86_FEATURE_VMW_VMMCALL               275
#define X86_FEATURE_PVUNLOCK                  276
#define X86_FEATURE_VCPUPREEMPT               277
#define X86_FEATURE_TDX_GUEST                 278

/* Word 9. */
#define X86_FEATURE_FSGSBASE                  288
#define X86_FEATURE_TSC_ADJUST                289
#define X86_FEATURE_SGX                       290
#define X86_FEATURE_BMI1                      291
#define X86_FEATURE_HLE                       292
#define X86_FEATURE_AVX2                      293
#define X86_FEATURE_FDP_EXCPTN_ONLY           294
#define X86_FEATURE_SMEP                      295
#define X86_FEATURE_BMI2                      296
#define X86_FEATURE_ERMS                      297
#define X86_FEATURE_INVPCID                   298
#define X86_FEATURE_RTM                       299
#define X86_FEATURE_CQM                       300
#define X86_FEATURE_ZERO_FCS_FDS              301
#define X86_FEATURE_MPX                       302
#define X86_FEATURE_RDT_A                     303
#define X86_FEATURE_AVX512F                   304
#define X86_FEATURE_AVX512DQ                  305
#define X86_FEATURE_RDSEED                    306
#define X86_FEATURE_ADX                       307
#define X86_FEATURE_SMAP                      308
#define X86_FEATURE_AVX512IFMA                309
#define X86_FEATURE_CLFLUSHOPT                311
#define X86_FEATURE_CLWB                      312
#define X86_FEATURE_INTEL_PT                  313
#define X86_FEATURE_AVX512PF                  314
#define X86_FEATURE_AVX512ER                  315
#define X86_FEATURE_AVX512CD                  316
#define X86_FEATURE_SHA_NI                    317
#define X86_FEATURE_AVX512BW                  318
#define X86_FEATURE_AVX512VL                  319

/* Word 10. */
#define X86_FEATURE_XSAVEOPT                  320
#define X86_FEATURE_XSAVEC                    321
#define X86_FEATURE_XGETBV1                   322
#define X86_FEATURE_XSAVES                    323
#define X86_FEATURE_XFD                       324

/* Word 11. */
#define X86_FEATURE_CQM_LLC                   352
#define X86_FEATURE_CQM_OCCUP_LLC             353
#define X86_FEATURE_CQM_MBM_TOTAL             354
#define X86_FEATURE_CQM_MBM_LOCAL             355
#define X86_FEATURE_FENCE_SWAPGS_USER         356
#define X86_FEATURE_FENCE_SWAPGS_KERNEL       357
#define X86_FEATURE_SPLIT_LOCK_DETECT         358
#define X86_FEATURE_PER_THREAD_MBA            359
#define X86_FEATURE_SGX1                      360
#define X86_FEATURE_SGX2                      361
#define X86_FEATURE_ENTRY_IBPB                362
#define X86_FEATURE_RRSBA_CTRL                363
#define X86_FEATURE_RETPOLINE                 364
#define X86_FEATURE_RETPOLINE_LFENCE          365
#define X86_FEATURE_RETHUNK                   366
#define X86_FEATURE_UNRET                     367
#define X86_FEATURE_USE_IBPB_FW               368
#define X86_FEATURE_RSB_VMEXIT_LITE           369
#define X86_FEATURE_SGX_EDECCSSA              370
#define X86_FEATURE_CALL_DEPTH                371
#define X86_FEATURE_MSR_TSX_CTRL              372
#define X86_FEATURE_SMBA                      373
#define X86_FEATURE_BMEC                      374
#define X86_FEATURE_USER_SHSTK                375
#define X86_FEATURE_SRSO                      376
#define X86_FEATURE_SRSO_ALIAS                377
#define X86_FEATURE_IBPB_ON_VMEXIT            378
#define X86_FEATURE_APIC_MSRS_FENCE           379
#define X86_FEATURE_ZEN2                      380
#define X86_FEATURE_ZEN3                      381
#define X86_FEATURE_ZEN4                      382
#define X86_FEATURE_ZEN1                      383

/* Word 12. */
#define X86_FEATURE_AVX_VNNI                  388
#define X86_FEATURE_AVX512_BF16               389
#define X86_FEATURE_CMPCCXADD                 391
#define X86_FEATURE_ARCH_PERFMON_EXT          392
#define X86_FEATURE_FZRM                      394
#define X86_FEATURE_FSRS                      395
#define X86_FEATURE_FSRC                      396
#define X86_FEATURE_FRED                      401
#define X86_FEATURE_LKGS                      402
#define X86_FEATURE_WRMSRNS                   403
#define X86_FEATURE_AMX_FP16                  405
#define X86_FEATURE_AVX_IFMA                  407
#define X86_FEATURE_LAM                       410

/* Word 13. */
#define X86_FEATURE_CLZERO                    416
#define X86_FEATURE_IRPERF                    417
#define X86_FEATURE_XSAVEERPTR                418
#define X86_FEATURE_RDPRU                     420
#define X86_FEATURE_WBNOINVD                  425
#define X86_FEATURE_AMD_IBPB                  428
#define X86_FEATURE_AMD_IBRS                  430
#define X86_FEATURE_AMD_STIBP                 431
#define X86_FEATURE_AMD_STIBP_ALWAYS_ON       433
#define X86_FEATURE_AMD_PPIN                  439
#define X86_FEATURE_AMD_SSBD                  440
#define X86_FEATURE_VIRT_SSBD                 441
#define X86_FEATURE_AMD_SSB_NO                442
#define X86_FEATURE_CPPC                      443
#define X86_FEATURE_AMD_PSFD                  444
#define X86_FEATURE_BTC_NO                    445
#define X86_FEATURE_AMD_IBPB_RET              446
#define X86_FEATURE_BRS                       447

/* Word 14. */
#define X86_FEATURE_DTHERM                    448
#define X86_FEATURE_IDA                       449
#define X86_FEATURE_ARAT                      450
#define X86_FEATURE_PLN                       452
#define X86_FEATURE_PTS                       454
#define X86_FEATURE_HWP                       455
#define X86_FEATURE_HWP_NOTIFY                456
#define X86_FEATURE_HWP_ACT_WINDOW            457
#define X86_FEATURE_HWP_EPP                   458
#define X86_FEATURE_HWP_PKG_REQ               459
#define X86_FEATURE_HWP_HIGHEST_PERF_CHANGE   463
#define X86_FEATURE_HFI                       467

/* Word 15. */
#define X86_FEATURE_NPT                       480
#define X86_FEATURE_LBRV                      481
#define X86_FEATURE_SVML                      482
#define X86_FEATURE_NRIPS                     483
#define X86_FEATURE_TSCRATEMSR                484
#define X86_FEATURE_VMCBCLEAN                 485
#define X86_FEATURE_FLUSHBYASID               486
#define X86_FEATURE_DECODEASSISTS             487
#define X86_FEATURE_PAUSEFILTER               490
#define X86_FEATURE_PFTHRESHOLD               492
#define X86_FEATURE_AVIC                      493
#define X86_FEATURE_V_VMSAVE_VMLOAD           495
#define X86_FEATURE_VGIF                      496
#define X86_FEATURE_X2AVIC                    498
#define X86_FEATURE_V_SPEC_CTRL               500
#define X86_FEATURE_VNMI                      505
#define X86_FEATURE_SVME_ADDR_CHK             508

/* Word 16. */
#define X86_FEATURE_AVX512VBMI                513
#define X86_FEATURE_UMIP                      514
#define X86_FEATURE_PKU                       515
#define X86_FEATURE_OSPKE                     516
#define X86_FEATURE_WAITPKG                   517
#define X86_FEATURE_AVX512_VBMI2              518
#define X86_FEATURE_SHSTK                     519
#define X86_FEATURE_GFNI                      520
#define X86_FEATURE_VAES                      521
#define X86_FEATURE_VPCLMULQDQ                522
#define X86_FEATURE_AVX512_VNNI               523
#define X86_FEATURE_AVX512_BITALG             524
#define X86_FEATURE_TME                       525
#define X86_FEATURE_AVX512_VPOPCNTDQ          526
#define X86_FEATURE_LA57                      528
#define X86_FEATURE_RDPID                     534
#define X86_FEATURE_BUS_LOCK_DETECT           536
#define X86_FEATURE_CLDEMOTE                  537
#define X86_FEATURE_MOVDIRI                   539
#define X86_FEATURE_MOVDIR64B                 540
#define X86_FEATURE_ENQCMD                    541
#define X86_FEATURE_SGX_LC                    542

/* Word 17. */
#define X86_FEATURE_OVERFLOW_RECOV            544
#define X86_FEATURE_SUCCOR                    545
#define X86_FEATURE_SMCA                      547

/* Word 18. */
#define X86_FEATURE_AVX512_4VNNIW             578
#define X86_FEATURE_AVX512_4FMAPS             579
#define X86_FEATURE_FSRM                      580
#define X86_FEATURE_AVX512_VP2INTERSECT       584
#define X86_FEATURE_SRBDS_CTRL                585
#define X86_FEATURE_MD_CLEAR                  586
#define X86_FEATURE_RTM_ALWAYS_ABORT          587
#define X86_FEATURE_TSX_FORCE_ABORT           589
#define X86_FEATURE_SERIALIZE                 590
#define X86_FEATURE_HYBRID_CPU                591
#define X86_FEATURE_TSXLDTRK                  592
#define X86_FEATURE_PCONFIG                   594
#define X86_FEATURE_ARCH_LBR                  595
#define X86_FEATURE_IBT                       596
#define X86_FEATURE_AMX_BF16                  598
#define X86_FEATURE_AVX512_FP16               599
#define X86_FEATURE_AMX_TILE                  600
#define X86_FEATURE_AMX_INT8                  601
#define X86_FEATURE_SPEC_CTRL                 602
#define X86_FEATURE_INTEL_STIBP               603
#define X86_FEATURE_FLUSH_L1D                 604
#define X86_FEATURE_ARCH_CAPABILITIES         605
#define X86_FEATURE_CORE_CAPABILITIES         606
#define X86_FEATURE_SPEC_CTRL_SSBD            607

/* Word 19. */
#define X86_FEATURE_SME                       608
#define X86_FEATURE_SEV                       609
#define X86_FEATURE_VM_PAGE_FLUSH             610
#define X86_FEATURE_SEV_ES                    611
#define X86_FEATURE_SEV_SNP                   612
#define X86_FEATURE_V_TSC_AUX                 617
#define X86_FEATURE_SME_COHERENT              618
#define X86_FEATURE_DEBUG_SWAP                622
#define X86_FEATURE_SVSM                      636
#define X86_FEATURE_HV_INUSE_WR_ALLOWED       638

/* Word 20. */
#define X86_FEATURE_NO_NESTED_DATA_BP         640
#define X86_FEATURE_WRMSR_XX_BASE_NS          641
#define X86_FEATURE_LFENCE_RDTSC              642
#define X86_FEATURE_VERW_CLEAR                645
#define X86_FEATURE_NULL_SEL_CLR_BASE         646
#define X86_FEATURE_AUTOIBRS                  648
#define X86_FEATURE_NO_SMM_CTL_MSR            649
#define X86_FEATURE_SBPB                      667
#define X86_FEATURE_IBPB_BRTYPE               668
#define X86_FEATURE_SRSO_NO                   669
#define X86_FEATURE_SRSO_USER_KERNEL_NO       670
#define X86_FEATURE_SRSO_BP_SPEC_REDUCE       671

/* Word 21. */
#define X86_FEATURE_AMD_LBR_PMC_FREEZE        672
#define X86_FEATURE_CLEAR_BHB_LOOP            673
#define X86_FEATURE_BHI_CTRL                  674
#define X86_FEATURE_CLEAR_BHB_HW              675
#define X86_FEATURE_CLEAR_BHB_LOOP_ON_VMEXIT  676
#define X86_FEATURE_FAST_CPPC                 677
#define X86_FEATURE_INDIRECT_THUNK_ITS        678
#define X86_FEATURE_TSA_SQ_NO                 683
#define X86_FEATURE_TSA_L1_NO                 684
#define X86_FEATURE_CLEAR_CPU_BUF_VM          685
#define X86_FEATURE_IBPB_EXIT_TO_USER         686
#define X86_FEATURE_TSA_FILL_NO               689

/* Word 22. */
#define X86_BUG_F00F                          704
#define X86_BUG_FDIV                          705
#define X86_BUG_COMA                          706
#define X86_BUG_AMD_TLB_MMATCH                707
#define X86_BUG_AMD_APIC_C1E                  708
#define X86_BUG_11AP                          709
#define X86_BUG_FXSAVE_LEAK                   710
#define X86_BUG_CLFLUSH_MONITOR               711
#define X86_BUG_SYSRET_SS_ATTRS               712
#define X86_BUG_NULL_SEG                      714
#define X86_BUG_SWAPGS_FENCE                  715
#define X86_BUG_MONITOR                       716
#define X86_BUG_AMD_E400                      717
#define X86_BUG_CPU_MELTDOWN                  718
#define X86_BUG_SPECTRE_V1                    719
#define X86_BUG_SPECTRE_V2                    720
#define X86_BUG_SPEC_STORE_BYPASS             721
#define X86_BUG_L1TF                          722
#define X86_BUG_MDS                           723
#define X86_BUG_MSBDS_ONLY                    724
#define X86_BUG_SWAPGS                        725
#define X86_BUG_TAA                           726
#define X86_BUG_ITLB_MULTIHIT                 727
#define X86_BUG_SRBDS                         728
#define X86_BUG_MMIO_STALE_DATA               729
#define X86_BUG_MMIO_UNKNOWN                  730
#define X86_BUG_RETBLEED                      731
#define X86_BUG_EIBRS_PBRSB                   732
#define X86_BUG_SMT_RSB                       733
#define X86_BUG_GDS                           734
#define X86_BUG_TDX_PW_MCE                    735

/* Word 23. */
#define X86_BUG_SRSO                          736
#define X86_BUG_DIV0                          737
#define X86_BUG_RFDS                          738
#define X86_BUG_BHI                           739
#define X86_BUG_IBPB_NO_RET                   740
#define X86_BUG_ITS                           741
#define X86_BUG_ITS_NATIVE_ONLY               742
#define X86_BUG_TSA                           745
#define X86_BUG_VMSCAPE                       746

#endif
