// SPDX-License-Identifier: GPL-2.0-or-later
// States in objtool's notation, as its --trace prints them:
//
//   cfa=sp+16 bp=(cfa-16)              a call frame, the caller's rbp lies at CFA-16
//   cfa=bp+16 bx=(cfa-24) bp=(cfa-16)  the frame pointer holds the frame; registers in hardware order
//   type:regs cfa=sp+0                 a whole pt_regs at rsp;  type:regs-partial cfa=sp+8  an iret frame at rsp+8
//   cfa=(und)                          nobody knows;  type:end cfa=(und)  there is no caller
//   cfa=(bp-8)  cfa=(sp)+0             the CFA is in memory: at rbp-8, where rsp points
//
// A state is always the one *in front of* its instruction. stateDetail adds what only decides how the walk goes on:
//
//   stack_size=24  drap=r10@-16  val:ax=cfa-8  signal  bp-scratch

import type { CfiRegister, CfiState } from './checked.ts';
import { BP_INDIRECT, CFA, SP_INDIRECT, UNDEFINED } from './checked.ts';
import { signed } from './report.ts';
import { knowsDepth } from './stackOps.ts';
import { RETURN_ADDRESS, SP } from './states.ts';

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
  return words.join(' ');
}

export function stateDetail(state: CfiState): string {
  const words = [stateText(state)];
  if (state.stackSize !== 0 && !(state.cfa.base === SP && state.stackSize === state.cfa.offset)) words.push(`stack_size=${state.word === 4 && !knowsDepth(state) ? '?' : state.stackSize}`);
  if (state.drapReg !== UNDEFINED) words.push(`${state.drap ? 'drap' : 'drap_reg'}=${baseText(state.drapReg)}${state.drapOffset === -1 ? '' : `@${state.drapOffset}`}`);
  state.vals.forEach((value, register) => { if (value.base !== UNDEFINED) words.push(`val:${registerNames[register]!}=${value.base === SP_INDIRECT ? cfaText(value) : placeText(value)}`); });
  if (state.signal) words.push('signal');
  if (state.bpScratch) words.push('bp-scratch');
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
