// SPDX-License-Identifier: GPL-2.0-or-later
// CFI states as values: never changed after they are made, and made once. Two equal states of one table are the same object, so
// "equal" is `===`, and the thousands of instructions that change nothing share one state.

import type { CfiRegister, CfiState } from './checked.ts';
import { CFA, UNDEFINED } from './checked.ts';

/** Hardware numbers; 16 stands for the return address. */
export const SP = 4, BP = 5, RETURN_ADDRESS = 16;
export const REGISTER_COUNT = 17;

export interface StateTable {
  /** Bytes of a stack word. */
  readonly word: 4 | 8;
  readonly places: Map<number, CfiRegister>;
  readonly states: Map<number, CfiState[]>;
  readonly blank: CfiState;
  readonly functionEntry: CfiState;
}

export type Draft = { -readonly [K in keyof CfiState]: CfiState[K] };

const tables = new WeakMap<object, Map<number, StateTable>>();
/** A table that has grown beyond this is left to those who hold it. */
const mostStates = 50_000;

/** The table of a tree, shared by all its objects and revisions: equal states are one object there. `tree` is what tells its type numbers apart. */
export function sharedStateTable(tree: object, blankType: Pick<CfiState, 'type' | 'typeNumber'>, callNumber: number, word: 4 | 8): StateTable {
  let byWord = tables.get(tree);
  if (!byWord) tables.set(tree, byWord = new Map());
  let table = byWord.get(word);
  if (!table || table.states.size > mostStates) byWord.set(word, table = newStateTable(blankType, callNumber, word));
  return table;
}

/** The two states that walks start with; their type numbers are the tree's. */
export function newStateTable(blankType: Pick<CfiState, 'type' | 'typeNumber'>, callNumber: number, word: 4 | 8 = 8): StateTable {
  const table = { word, places: new Map<number, CfiRegister>(), states: new Map<number, CfiState[]>() } as { -readonly [K in keyof StateTable]: StateTable[K] };
  const nowhere = place(table, UNDEFINED, 0);
  const none: readonly CfiRegister[] = Array.from({ length: REGISTER_COUNT }, () => nowhere);
  table.blank = intern(table, {
    cfa: nowhere, regs: none, vals: none, stackSize: 0, drapReg: UNDEFINED, drapOffset: -1, drap: false, bpScratch: false,
    ...blankType, signal: false, end: false, forceUndefined: false, ...(word === 4 && { word }),
  });
  table.functionEntry = intern(table, {
    ...table.blank, cfa: place(table, SP, word), regs: withPlace(none, RETURN_ADDRESS, place(table, CFA, -word)), stackSize: word, type: 'call', typeNumber: callNumber,
  });
  return table;
}

/** The shared record for "base + offset". */
export function place(table: StateTable, base: number, offset: number): CfiRegister {
  const key = (base + 8) * 0x200000000 + offset;
  let found = table.places.get(key);
  if (!found) table.places.set(key, found = Object.freeze({ base, offset }));
  return found;
}

export function withPlace(places: readonly CfiRegister[], register: number, value: CfiRegister): readonly CfiRegister[] {
  if (places[register] === value) return places;
  const copy = places.slice();
  copy[register] = value;
  return copy;
}

/** The one state equal to this draft. */
export function intern(table: StateTable, draft: CfiState): CfiState {
  const hash = hashOf(draft);
  const bucket = table.states.get(hash);
  if (!bucket) { table.states.set(hash, [draft]); return draft; }
  for (const state of bucket) if (sameState(state, draft)) return state;
  bucket.push(draft);
  return draft;
}

/** Which part of two states objtool would call a mismatch at a join; values, sizes and signals are not compared there. */
export function joinDifference(a: CfiState, b: CfiState): 'cfa' | 'reg' | 'type' | 'drap' | undefined {
  if (a === b) return undefined;
  if (a.cfa !== b.cfa) return 'cfa';
  if (a.regs !== b.regs && differingRegister(a, b) >= 0) return 'reg';
  if (a.typeNumber !== b.typeNumber) return 'type';
  if (a.drap !== b.drap || (a.drap && (a.drapReg !== b.drapReg || a.drapOffset !== b.drapOffset))) return 'drap';
  return undefined;
}

export function differingRegister(a: CfiState, b: CfiState): number {
  for (let i = 0; i < REGISTER_COUNT; i++) if (a.regs[i] !== b.regs[i]) return i;
  return -1;
}

function sameState(a: CfiState, b: CfiState): boolean {
  return a.cfa === b.cfa && a.stackSize === b.stackSize && a.drapReg === b.drapReg && a.drapOffset === b.drapOffset && a.drap === b.drap
    && a.bpScratch === b.bpScratch && a.typeNumber === b.typeNumber && a.signal === b.signal && a.end === b.end && a.forceUndefined === b.forceUndefined
    && samePlaces(a.regs, b.regs) && samePlaces(a.vals, b.vals);
}

function samePlaces(a: readonly CfiRegister[], b: readonly CfiRegister[]): boolean {
  if (a === b) return true;
  for (let i = 0; i < REGISTER_COUNT; i++) if (a[i] !== b[i]) return false;
  return true;
}

function hashOf(state: CfiState): number {
  let hash = state.cfa.base * 31 + state.cfa.offset;
  hash = Math.imul(hash, 31) + state.stackSize | 0;
  hash = Math.imul(hash, 31) + state.typeNumber + (state.drap ? 64 : 0) + state.drapReg * 128 + state.drapOffset | 0;
  for (let i = 0; i < REGISTER_COUNT; i++) {
    const saved = state.regs[i]!, value = state.vals[i]!;
    hash = Math.imul(hash, 31) + saved.base + Math.imul(saved.offset, 7) | 0;
    hash = Math.imul(hash, 31) + value.base + Math.imul(value.offset, 7) | 0;
  }
  return hash;
}
