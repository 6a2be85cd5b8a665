// SPDX-License-Identifier: GPL-2.0-or-later
// `{load}` and `{store}`: of two forms that move between registers, the one whose destination is in ModRM.reg or the one whose is in ModRM.rm.

import type { Candidate } from './match.ts';
import type { Parsed } from './lower.ts';
import type { Prefixes } from './prefixes.ts';

export interface ByForm { readonly wanted: readonly Candidate[]; readonly others: readonly Candidate[] }

/** All are wanted where there is no choice. */
export function byForm(list: readonly Candidate[], form: Prefixes['form'], parsed: Parsed): ByForm {
  const inRegisters = !parsed.operands.some(operand => operand.kind === 'memory');
  const left = form !== 'load' && inRegisters ? list.filter(({ code }) => !loadOnly.test(code.name)) : list;
  for (const [isLoad, isStore] of pairs) {
    const loads = left.filter(isLoad), stores = left.filter(isStore);
    if (loads.length === 0 || stores.length === 0) continue;
    return form === 'load' ? { wanted: loads, others: stores } : { wanted: stores, others: loads };
  }
  return { wanted: left, others: [] };
}

/** Loads that gas knows no other form of under the same template, and does not take for a store. */
const loadOnly = /^((E?VEX_)?V?[Pp]extrw_r(32|64)_xmm|(E?VEX_)?V?[Mm]ovq_xmm_xmmm64|Loadiwkey)/;

type Test = (candidate: Candidate) => boolean;

const pairs: readonly (readonly [isLoad: Test, isStore: Test])[] = [
  [({ code }) => code.operands[0]?.slot === 'reg' && !isShiftOfXop(code.name), ({ code }) => code.operands[0]?.slot === 'rm'],
  // What is shifted is in ModRM.rm, or the count is.
  [({ code }) => isShiftOfXop(code.name) && code.w === 0, ({ code }) => isShiftOfXop(code.name) && code.w === 1],
  // The x87's.
  [({ code }) => code.operands[0]?.fixed === 'st(0)' && code.operands[1]?.slot === 'opcode', ({ code }) => code.operands[0]?.slot === 'opcode' && code.operands[1]?.fixed === 'st(0)'],
];

function isShiftOfXop(name: string): boolean { return /^XOP_Vp(rot|sh[al])[bwdq]_/.test(name); }
