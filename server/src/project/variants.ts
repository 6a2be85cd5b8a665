// SPDX-License-Identifier: GPL-2.0-or-later
// Configurations that an author wants to see beside the tree's own, as changes of .config: the unwinder, what costs instructions in entry
// code, 32 bits. Names of all generations stand beside each other; one that a tree does not know does no harm.

import { as32 } from './defaultConfig.ts';
import { isSet, type KernelConfig } from './kconfig.ts';

export interface Variant {
  readonly name: string;
  readonly title: string;
  change(config: KernelConfig): KernelConfig;
}

/** Names of one option in different generations. */
type Names = readonly string[];

const orc: Names = ['UNWINDER_ORC', 'ORC_UNWINDER'], framePointers: Names = ['UNWINDER_FRAME_POINTER', 'FRAME_POINTER_UNWINDER'];
const objtool: readonly Names[] = [['OBJTOOL', 'STACK_VALIDATION'], ['HAVE_OBJTOOL', 'HAVE_STACK_VALIDATION']];
const ibt: Names = ['X86_KERNEL_IBT'];
const paravirt: readonly Names[] = [['PARAVIRT'], ['PARAVIRT_XXL'], ['XEN'], ['XEN_PV']];
const mitigations: readonly Names[] = [
  ['CPU_MITIGATIONS', 'SPECULATION_MITIGATIONS'], ['MITIGATION_RETPOLINE', 'RETPOLINE'], ['MITIGATION_RETHUNK', 'RETHUNK'], ['MITIGATION_UNRET_ENTRY', 'CPU_UNRET_ENTRY'], ['MITIGATION_SRSO', 'CPU_SRSO'],
  ['MITIGATION_IBPB_ENTRY', 'CPU_IBPB_ENTRY'], ['MITIGATION_IBRS_ENTRY', 'CPU_IBRS_ENTRY'], ['MITIGATION_CALL_DEPTH_TRACKING', 'CALL_DEPTH_TRACKING'], ['MITIGATION_SLS', 'SLS'], ['MITIGATION_ITS'],
  ['MITIGATION_PAGE_TABLE_ISOLATION', 'PAGE_TABLE_ISOLATION'], ['MITIGATION_SPECTRE_BHI', 'SPECTRE_BHI_ON'],
];

export const variants: readonly Variant[] = [
  { name: 'orc', title: 'ORC unwinder', change: config => changed(config, [orc, ...objtool], [framePointers, ['FRAME_POINTER']]) },
  { name: 'frame-pointer', title: 'frame-pointer unwinder, frames checked', change: config => changed(config, [framePointers, ['FRAME_POINTER'], ['STACK_VALIDATION'], ...objtool], [orc]) },
  { name: 'ibt', title: 'kernel IBT', change: config => changed(config, [ibt, ...objtool], []) },
  { name: 'no-ibt', title: 'no kernel IBT', change: config => changed(config, [], [ibt, ['FINEIBT']]) },
  { name: 'paravirt', title: 'PARAVIRT_XXL (Xen PV)', change: config => changed(config, paravirt, []) },
  { name: 'no-paravirt', title: 'no PARAVIRT', change: config => changed(config, [], [['PARAVIRT', 'PARAVIRT_XXL', 'PARAVIRT_SPINLOCKS', 'PARAVIRT_CLOCK', 'PARAVIRT_DEBUG', 'XEN_PV', 'XEN_PV_SMP', 'XEN_DOM0']]) },
  { name: 'mitigations', title: 'all mitigations', change: config => changed(config, mitigations, []) },
  { name: 'no-mitigations', title: 'no mitigations', change: config => changed(config, [], [...mitigations, ['CALL_THUNKS', 'FINEIBT']]) },
  { name: '32-bit', title: '32-bit kernel', change: config => config.get('X86_32') === 'y' ? config : as32(config) },
];

/** An option that is set under one of its names stays as it is. */
function changed(config: KernelConfig, added: readonly Names[], removed: readonly Names[]): KernelConfig {
  const result = new Map(config);
  for (const name of removed.flat()) result.delete(name);
  for (const names of added) if (!names.some(name => isSet(result, name))) for (const name of names) result.set(name, 'y');
  return result;
}

/** The options of a configuration that change most assembly, in words for a status item. */
export function featuresOf(config: KernelConfig): string[] {
  const has = (...names: readonly string[]) => names.some(name => isSet(config, name));
  return [
    ...(isSet(config, 'X86_32') ? ['32-bit'] : []),
    ...(has('UNWINDER_ORC', 'ORC_UNWINDER') ? ['ORC'] : has('FRAME_POINTER') ? ['frame pointers'] : []),
    ...(has('X86_KERNEL_IBT') ? ['IBT'] : []),
    ...(has('PARAVIRT_XXL') ? ['PARAVIRT_XXL'] : has('PARAVIRT') ? ['PARAVIRT'] : []),
    ...(has('MITIGATION_RETPOLINE', 'RETPOLINE', 'MITIGATION_RETHUNK', 'RETHUNK') ? [] : ['no mitigations']),
  ];
}
