// SPDX-License-Identifier: GPL-2.0-or-later
// States in objtool's notation, as its --trace prints them:
//
//   cfa=sp+16 bp=(cfa-16) stack_size=16        a call frame, rbp saved at CFA-16
//   type:regs cfa=sp+0                         a whole pt_regs at rsp;  type:regs-partial  an iret frame
//   cfa=(und)                                  nobody knows;  type:end cfa=(und)  no caller
//   cfa=(bp-8)   cfa=(sp)+0                    the CFA is in memory, at rbp-8 or where rsp points
//   drap=r10 (drap=r10@-16: saved at bp-16)    the stack is realigned and r10 keeps the old one
//
// A state is always the one *in front of* its instruction. `type:call` is left out, and so are sizes that follow from the CFA.

import type { CfiRegister, CfiState } from './checked.ts';
import { BP_INDIRECT, CFA, SP_INDIRECT, UNDEFINED } from './checked.ts';
import { signed } from './report.ts';
import { RETURN_ADDRESS } from './states.ts';

export const registerNames: readonly string[] =
  ['ax', 'cx', 'dx', 'bx', 'sp', 'bp', 'si', 'di', 'r8', 'r9', 'r10', 'r11', 'r12', 'r13', 'r14', 'r15', 'ra'];

const TYPE_WORDS: Readonly<Partial<Record<CfiState['type'], string>>> = { regs: 'regs', 'regs-partial': 'regs-partial', 'end-of-stack': 'end', unknown: 'unknown' };

export function stateText(state: CfiState): string {
  const words: string[] = [];
  const type = TYPE_WORDS[state.type] ?? (state.end ? 'end' : undefined);
  if (type) words.push(`type:${type}`);
  words.push(`cfa=${cfaText(state.cfa)}`);
  for (let register = 0; register < RETURN_ADDRESS; register++) {
    const slot = state.regs[register]!;
    if (slot.base !== UNDEFINED) words.push(`${registerNames[register]!}=(${placeText(slot)})`);
  }
  if (state.stackSize !== 0 && state.stackSize !== (state.cfa.base === 4 ? state.cfa.offset : undefined)) words.push(`stack_size=${state.stackSize}`);
  if (state.drap) words.push(`drap=${baseText(state.drapReg)}${state.drapOffset === -1 ? '' : `@${state.drapOffset}`}`);
  if (state.signal) words.push('signal');
  return words.join(' ');
}

export function cfaText(cfa: CfiRegister): string {
  switch (cfa.base) {
    case UNDEFINED: return '(und)';
    case SP_INDIRECT: return `(sp)${signed(cfa.offset)}`;
    case BP_INDIRECT: return `(bp${signed(cfa.offset)})`;
    default: return baseText(cfa.base) + signed(cfa.offset);
  }
}

/** `cfa-16`, `bp-8`: where a register of the caller lies. */
export function placeText(slot: CfiRegister): string { return baseText(slot.base) + signed(slot.offset); }

function baseText(base: number): string { return base === CFA ? 'cfa' : registerNames[base] ?? '(und)'; }
