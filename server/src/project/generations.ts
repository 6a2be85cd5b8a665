// SPDX-License-Identifier: GPL-2.0-or-later
// Generations of objtool's data, for trees that do not carry the sources the facts are read from (headers only, a partial copy).
// Numbers as of November 2026, from 5.10.262, 6.1.192, 6.12.117 and 7.2.13 and the history between them.

import type { HintType, ObjtoolVersion, Rules } from '../objtool/rules.ts';

export interface Generation {
  readonly name: string;
  /** The hint type that no older generation has. */
  readonly sign?: HintType;
  readonly version: ObjtoolVersion;
  readonly hint: Rules['hint'];
  readonly hintTypes: ReadonlyMap<number, HintType>;
  readonly orcRegisters: ReadonlyMap<number, string>;
  readonly alternative: Rules['alternative'];
  readonly jumpLabelSize: number;
  readonly noreturns: ReadonlySet<string>;
  readonly uaccessSafe: ReadonlySet<string>;
}

/** UNWIND_HINT_TYPE_x (and ORC_TYPE_x before 5.8) -> meaning. */
export const hintTypeNames: Readonly<Record<string, HintType>> = {
  CALL: 'call', REGS: 'regs', REGS_PARTIAL: 'regs-partial', REGS_IRET: 'regs-partial', SAVE: 'save', RESTORE: 'restore', RET_OFFSET: 'ret-offset',
  FUNC: 'func', ENTRY: 'entry', UNDEFINED: 'undefined', END_OF_STACK: 'end-of-stack',
};

/** ORC_REG_x -> meaning. */
export const orcRegisterNames: Readonly<Record<string, string>> = {
  UNDEFINED: 'undefined', PREV_SP: 'prev-sp', DX: 'dx', DI: 'di', BP: 'bp', SP: 'sp', R10: 'r10', R13: 'r13', BP_INDIRECT: 'bp-indirect', SP_INDIRECT: 'sp-indirect', AX: 'ax',
};

const names = (text: string): ReadonlySet<string> => new Set(text.trim().split(' '));

const noreturns = names(
  '__fortify_panic __ia32_sys_exit __ia32_sys_exit_group __invalid_creds __kunit_abort __module_put_and_kthread_exit __reiserfs_panic ' +
  '__stack_chk_fail __tdx_hypercall_failed __ubsan_handle_builtin_unreachable __x64_sys_exit __x64_sys_exit_group arch_cpu_idle_dead ' +
  'bch2_trans_in_restart_error bch2_trans_restart_error bch2_trans_unlocked_error cpu_bringup_and_idle cpu_startup_entry do_exit do_group_exit ' +
  'do_task_dead ex_handler_msr_mce fortify_panic hlt_play_dead hv_ghcb_terminate kthread_complete_and_exit kthread_exit kunit_try_catch_throw ' +
  'lbug_with_loc machine_real_restart make_task_dead mpt_halt_firmware nmi_panic_self_stop panic panic_smp_self_stop rest_init ' +
  'rewind_stack_and_make_dead rust_begin_unwind rust_helper_BUG sev_es_terminate snp_abort start_kernel stop_this_cpu usercopy_abort ' +
  'x86_64_start_kernel x86_64_start_reservations xen_cpu_bringup_again xen_start_kernel ');

const uaccessSafe = names(
  '__asan_load16_noabort __asan_load1_noabort __asan_load2_noabort __asan_load4_noabort __asan_load8_noabort __asan_loadN_noabort ' +
  '__asan_report_load16_noabort __asan_report_load1_noabort __asan_report_load2_noabort __asan_report_load4_noabort __asan_report_load8_noabort ' +
  '__asan_report_load_n_noabort __asan_report_store16_noabort __asan_report_store1_noabort __asan_report_store2_noabort ' +
  '__asan_report_store4_noabort __asan_report_store8_noabort __asan_report_store_n_noabort __asan_store16_noabort __asan_store1_noabort ' +
  '__asan_store2_noabort __asan_store4_noabort __asan_store8_noabort __asan_storeN_noabort __kasan_check_read __kasan_check_write ' +
  '__kcsan_check_access __kcsan_mb __kcsan_release __kcsan_rmb __kcsan_wmb __msan_chain_origin __msan_get_context_state ' +
  '__msan_instrument_asm_store __msan_metadata_ptr_for_load_1 __msan_metadata_ptr_for_load_2 __msan_metadata_ptr_for_load_4 ' +
  '__msan_metadata_ptr_for_load_8 __msan_metadata_ptr_for_load_n __msan_metadata_ptr_for_store_1 __msan_metadata_ptr_for_store_2 ' +
  '__msan_metadata_ptr_for_store_4 __msan_metadata_ptr_for_store_8 __msan_metadata_ptr_for_store_n __msan_poison_alloca __msan_warning ' +
  '__sanitizer_cov_trace_cmp1 __sanitizer_cov_trace_cmp2 __sanitizer_cov_trace_cmp4 __sanitizer_cov_trace_cmp8 __sanitizer_cov_trace_const_cmp1 ' +
  '__sanitizer_cov_trace_const_cmp2 __sanitizer_cov_trace_const_cmp4 __sanitizer_cov_trace_const_cmp8 __sanitizer_cov_trace_pc ' +
  '__sanitizer_cov_trace_switch __stack_chk_fail __tsan_atomic16_compare_exchange_strong __tsan_atomic16_compare_exchange_val ' +
  '__tsan_atomic16_compare_exchange_weak __tsan_atomic16_exchange __tsan_atomic16_fetch_add __tsan_atomic16_fetch_and ' +
  '__tsan_atomic16_fetch_nand __tsan_atomic16_fetch_or __tsan_atomic16_fetch_sub __tsan_atomic16_fetch_xor __tsan_atomic16_load ' +
  '__tsan_atomic16_store __tsan_atomic32_compare_exchange_strong __tsan_atomic32_compare_exchange_val __tsan_atomic32_compare_exchange_weak ' +
  '__tsan_atomic32_exchange __tsan_atomic32_fetch_add __tsan_atomic32_fetch_and __tsan_atomic32_fetch_nand __tsan_atomic32_fetch_or ' +
  '__tsan_atomic32_fetch_sub __tsan_atomic32_fetch_xor __tsan_atomic32_load __tsan_atomic32_store __tsan_atomic64_compare_exchange_strong ' +
  '__tsan_atomic64_compare_exchange_val __tsan_atomic64_compare_exchange_weak __tsan_atomic64_exchange __tsan_atomic64_fetch_add ' +
  '__tsan_atomic64_fetch_and __tsan_atomic64_fetch_nand __tsan_atomic64_fetch_or __tsan_atomic64_fetch_sub __tsan_atomic64_fetch_xor ' +
  '__tsan_atomic64_load __tsan_atomic64_store __tsan_atomic8_compare_exchange_strong __tsan_atomic8_compare_exchange_val ' +
  '__tsan_atomic8_compare_exchange_weak __tsan_atomic8_exchange __tsan_atomic8_fetch_add __tsan_atomic8_fetch_and __tsan_atomic8_fetch_nand ' +
  '__tsan_atomic8_fetch_or __tsan_atomic8_fetch_sub __tsan_atomic8_fetch_xor __tsan_atomic8_load __tsan_atomic8_store ' +
  '__tsan_atomic_signal_fence __tsan_atomic_thread_fence __tsan_func_entry __tsan_func_exit __tsan_read1 __tsan_read16 __tsan_read2 ' +
  '__tsan_read4 __tsan_read8 __tsan_read_range __tsan_read_write1 __tsan_read_write16 __tsan_read_write2 __tsan_read_write4 __tsan_read_write8 ' +
  '__tsan_unaligned_read16 __tsan_unaligned_write16 __tsan_volatile_read1 __tsan_volatile_read16 __tsan_volatile_read2 __tsan_volatile_read4 ' +
  '__tsan_volatile_read8 __tsan_volatile_write1 __tsan_volatile_write16 __tsan_volatile_write2 __tsan_volatile_write4 __tsan_volatile_write8 ' +
  '__tsan_write1 __tsan_write16 __tsan_write2 __tsan_write4 __tsan_write8 __tsan_write_range __ubsan_handle_load_invalid_value ' +
  '__ubsan_handle_shift_out_of_bounds __ubsan_handle_type_mismatch __ubsan_handle_type_mismatch_v1 check_kcov_mode clear_user_erms ' +
  'clear_user_original clear_user_rep_good copy_mc_enhanced_fast_string copy_mc_fragile copy_mc_fragile_handle_tail copy_to_nontemporal ' +
  'csum_partial_copy_generic ftrace_likely_update kasan_check_range kasan_report kcsan_check_scoped_accesses kcsan_disable_current ' +
  'kcsan_enable_current_nowarn kcsan_found_watchpoint kcsan_setup_watchpoint kmsan_copy_to_user kmsan_disable_current kmsan_enable_current ' +
  'kmsan_report kmsan_unpoison_entry_regs kmsan_unpoison_memory rep_movs_alternative rep_stos_alternative stackleak_track_stack ' +
  'ubsan_type_mismatch_common write_comp_data ');

const classicRegisters = new Map([[0, 'undefined'], [1, 'prev-sp'], [2, 'dx'], [3, 'di'], [4, 'bp'], [5, 'sp'], [6, 'r10'], [7, 'r13'], [8, 'bp-indirect'], [9, 'sp-indirect']]);
const newRegisters = new Map([[0, 'undefined'], [1, 'ax'], [2, 'dx'], [3, 'sp'], [4, 'bp'], [5, 'di'], [6, 'r10'], [7, 'r13'], [8, 'prev-sp'], [9, 'sp-indirect'], [10, 'bp-indirect']]);

const hintWithEnd = { size: 12, spOffset: 4, spReg: 6, type: 7, end: 8 };
const hintWithSignal = { size: 12, spOffset: 4, spReg: 6, type: 7, signal: 8 };
const alternative14 = { size: 14, feature: 8, originalLength: 12, replacementLength: 13 };
const alternative12 = { size: 12, feature: 8, originalLength: 10, replacementLength: 11 };
const modernTypes = new Map<number, HintType>([[0, 'undefined'], [1, 'end-of-stack'], [2, 'call'], [3, 'regs'], [4, 'regs-partial'], [5, 'func'], [6, 'save'], [7, 'restore']]);

/** Newest first; a generation is the newest whose sign the tree's hint types have. */
export const generations: readonly Generation[] = [
  { name: '7.2', version: '7.2', hint: hintWithSignal, hintTypes: modernTypes, orcRegisters: newRegisters, alternative: alternative14, jumpLabelSize: 16, noreturns, uaccessSafe },
  { name: '6.12', sign: 'end-of-stack', version: '6.12', hint: hintWithSignal, hintTypes: modernTypes, orcRegisters: classicRegisters, alternative: alternative14, jumpLabelSize: 16, noreturns, uaccessSafe },
  {
    name: '6.1', sign: 'entry', version: '6.1', hint: hintWithEnd,
    hintTypes: new Map([[0, 'call'], [1, 'regs'], [2, 'regs-partial'], [3, 'func'], [4, 'entry'], [5, 'save'], [6, 'restore']]),
    orcRegisters: classicRegisters, alternative: alternative12, jumpLabelSize: 16, noreturns, uaccessSafe,
  },
  {
    name: '5.15', sign: 'func', version: '6.1', hint: hintWithEnd, hintTypes: new Map([[0, 'call'], [1, 'regs'], [2, 'regs-partial'], [3, 'func']]),
    orcRegisters: classicRegisters, alternative: alternative12, jumpLabelSize: 16, noreturns, uaccessSafe,
  },
  {
    name: '5.8', sign: 'ret-offset', version: '6.1', hint: hintWithEnd, hintTypes: new Map([[0, 'call'], [1, 'regs'], [2, 'regs-partial'], [3, 'ret-offset']]),
    orcRegisters: classicRegisters, alternative: { size: 13, feature: 8, originalLength: 10, replacementLength: 11 }, jumpLabelSize: 16, noreturns, uaccessSafe,
  },
  {
    name: '4.19', version: '6.1', hint: hintWithEnd, hintTypes: new Map([[0, 'call'], [1, 'regs'], [2, 'regs-partial'], [3, 'save'], [4, 'restore']]),
    orcRegisters: classicRegisters, alternative: { size: 13, feature: 8, originalLength: 10, replacementLength: 11 }, jumpLabelSize: 24, noreturns, uaccessSafe,
  },
];
