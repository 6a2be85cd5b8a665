// SPDX-License-Identifier: GPL-2.0-or-later
// CfiStates in words. Two registers of speech: short (`rsp+16`, for the quiet column) and slots (`CFA-16`, for tables). States of i386 code
// say so themselves (`word`), and are put in the words of that machine: `esp+8`.

import { BP_INDIRECT, CFA, SP_INDIRECT, UNDEFINED, type CfiRegister, type CfiState } from '../objtool/checked.ts';
import { BP, SP } from '../objtool/states.ts';

export const registerNames = ['rax', 'rcx', 'rdx', 'rbx', 'rsp', 'rbp', 'rsi', 'rdi', 'r8', 'r9', 'r10', 'r11', 'r12', 'r13', 'r14', 'r15', 'ra'] as const;

const registerNames32 = ['eax', 'ecx', 'edx', 'ebx', 'esp', 'ebp', 'esi', 'edi'] as const;

function nameIn(word: CfiState['word'], register: number): string { return (word === 4 ? registerNames32 : registerNames)[register] ?? `reg${register}`; }

export function signed(offset: number): string { return offset < 0 ? String(offset) : `+${offset}`; }

/** Where the CFA is: `rsp+16`, `(rsp)+8`, `rbp+16`. */
export function cfaWords({ cfa, word }: { readonly cfa: CfiRegister; readonly word?: 4 }): string {
  switch (cfa.base) {
    case UNDEFINED: return 'undefined';
    case SP_INDIRECT: return `(${nameIn(word, SP)})${signed(cfa.offset)}`;
    case BP_INDIRECT: return `(${nameIn(word, BP)}${signed(cfa.offset)})`;
    default: return nameIn(word, cfa.base) + signed(cfa.offset);
  }
}

/** The stack pointer, as a state's code calls it. */
export function stackPointer(state: CfiState | undefined): string { return nameIn(state?.word, SP); }

/** Bytes of a word on its stack. */
export function wordSize(state: CfiState): 4 | 8 { return state.word ?? 8; }

/** The state in a few characters, without saved registers. */
export function shortState(state: CfiState | undefined): string {
  if (!state) return 'not reached';
  if (state.forceUndefined || state.type === 'undefined') return 'undefined';
  switch (state.type) {
    case 'end-of-stack': return 'end of stack';
    case 'regs': return `pt_regs ${cfaWords(state)}`;
    case 'regs-partial': return `iret frame ${cfaWords(state)}`;
    default: return cfaWords(state);
  }
}

export interface SavedRegister { readonly register: string; readonly number: number; /** Bytes from the CFA, or from rbp when it says so. */ readonly offset: number; readonly fromBp: boolean }

/** Callee-saved registers that have a slot, return address apart. */
export function savedRegisters(state: CfiState | undefined): SavedRegister[] {
  if (!state || state.type !== 'call') return [];
  const saved: SavedRegister[] = [];
  for (let number = 0; number < 16; number++) {
    const where = state.regs[number]!;
    if (where.base === UNDEFINED) continue;
    saved.push({ register: nameIn(state.word, number), number, offset: where.offset, fromBp: where.base !== CFA });
  }
  return saved.sort((a, b) => b.offset - a.offset);
}

/** `rbx@-16` for each register that `now` has saved and `before` had not. */
export function newlySaved(before: CfiState | undefined, now: CfiState | undefined): string {
  const old = new Set(savedRegisters(before).map(slotKey));
  return savedRegisters(now).filter(s => !old.has(slotKey(s))).map(s => `${s.register}@${s.fromBp ? nameIn(now?.word, BP) : ''}${signed(s.offset)}`).join(' ');
}

function slotKey(saved: SavedRegister): string { return `${saved.number}:${saved.fromBp}:${saved.offset}`; }

/** Would a reader of the column see a difference? */
export function looksEqual(a: CfiState | undefined, b: CfiState | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && shownOf(a) === shownOf(b));
}

const shown = new WeakMap<CfiState, string>();

/** All that the column can show of a state, as one text; states are asked for again and again. */
export function shownOf(state: CfiState | undefined): string {
  if (!state) return shortState(state);
  let text = shown.get(state);
  if (text === undefined) shown.set(state, text = [shortState(state), ...savedRegisters(state).map(slotKey)].join('|'));
  return text;
}
