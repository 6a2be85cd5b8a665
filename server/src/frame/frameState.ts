// SPDX-License-Identifier: GPL-2.0-or-later
// Everything that is known in front of an instruction: a value for each register, and the words of every stack that were written. States are
// values; what a step does not change is shared with the state before it.

import { joinValues, mayPoint, sameValue, unknown, unknownPointer, type StackId, type Value } from './values.ts';

/** Who wrote a word: an instruction, 'entry' if it was there before, 'several' after a join. */
export type Writer = number | 'entry' | 'several';

export interface Cell { readonly value: Value; readonly by: Writer }

/** The words of one stack, from byte offset `low` up; what is undefined was not written on every way. Copied as a whole when one changes. */
export interface StackWords { readonly stack: StackId; readonly low: number; readonly cells: readonly (Cell | undefined)[] }

/** The pt_regs that code is filling or using. */
export interface KnownFrame {
  readonly stack: StackId;
  /** Of member r15. */
  readonly offset: number;
  /** How it began. `built`: rsp was loaded, nothing is there but what is pushed. `iret`: the CPU's five words are there. `regs`: all are, says a hint. */
  readonly origin: 'built' | 'iret' | 'regs';
  /** A REGS hint has called it complete. */
  readonly claimed: boolean;
  /** The instruction in front of which the frame was first known. */
  readonly since: number;
}

/** Words of a stack, from `from` up, that somebody else has the address of. */
export interface Escape { readonly stack: StackId; readonly from: number; readonly to: number }

export interface FrameState {
  readonly registers: readonly Value[];
  readonly stacks: readonly StackWords[];
  readonly escapes: readonly Escape[];
  readonly frame: KnownFrame | undefined;
}

export const SP = 4, BP = 5;

export function withRegister(state: FrameState, register: number, value: Value): FrameState {
  if (state.registers[register] === value) return state;
  const registers = state.registers.slice();
  registers[register] = value;
  return { ...state, registers };
}

/** Further away than this nothing is remembered. */
const reach = 1 << 16;

export function cellAt(state: FrameState, stack: StackId, offset: number): Cell | undefined {
  for (const words of state.stacks) if (words.stack === stack) return offset % 8 === 0 ? words.cells[(offset - words.low) / 8] : undefined;
  return undefined;
}

export function wordsOf(state: FrameState, stack: StackId): StackWords | undefined { return state.stacks.find(words => words.stack === stack); }

/** A write of `size` bytes. What it covers only in part is unknown afterwards. */
export function store(state: FrameState, stack: StackId, offset: number, size: number, value: Value, by: Writer): FrameState {
  if (Math.abs(offset) > reach || size > reach) return state;
  const first = offset & ~7, end = offset + size, whole = size === 8 && offset === first;
  const old = wordsOf(state, stack), low = old && old.cells.length > 0 ? Math.min(old.low, first) : first;
  const cells: (Cell | undefined)[] = !old ? [] : old.low === low ? old.cells.slice() : [...new Array<undefined>((old.low - low) / 8), ...old.cells];
  while (cells.length * 8 + low < end) cells.push(undefined);
  for (let at = first; at < end; at += 8) cells[(at - low) / 8] = whole ? { value, by } : { value: mayPoint(value) ? unknownPointer : unknown, by };
  return withWords(state, { stack, low, cells });
}

/** Words `count` from byte offset `first` (a multiple of 8) up that nobody has written yet, all at once. */
export function fillWords(state: FrameState, stack: StackId, first: number, count: number, cell: (index: number) => Cell): FrameState {
  if (Math.abs(first) > reach) return state;
  const old = wordsOf(state, stack), low = old && old.cells.length > 0 ? Math.min(old.low, first) : first;
  const end = Math.max(first + 8 * count, old ? old.low + 8 * old.cells.length : first), before = old ? (old.low - low) / 8 : 0, own = (first - low) / 8;
  const cells = new Array<Cell | undefined>((end - low) / 8).fill(undefined);
  old?.cells.forEach((known, i) => { cells[before + i] = known; });
  let changed = false;
  for (let i = 0; i < count; i++) if (!cells[own + i]) { cells[own + i] = cell(i); changed = true; }
  return changed ? withWords(state, { stack, low, cells }) : state;
}

function withWords(state: FrameState, words: StackWords): FrameState {
  const at = state.stacks.findIndex(old => old.stack === words.stack);
  const stacks = state.stacks.slice();
  if (at < 0) stacks.push(words); else stacks[at] = words;
  return { ...state, stacks };
}

/** A write to an address that is not known. It reaches the words whose address got away, and all of them if it may be an address we made. */
export function storeSomewhere(state: FrameState, everywhere: boolean, by: Writer): FrameState {
  if (!everywhere && state.escapes.length === 0) return state;
  return mapCells(state, (stack, offset, cell) => everywhere || isEscaped(state, stack, offset) ? { value: cell.value.kind === 'unknown' ? cell.value : unknownPointer, by } : cell);
}

export function isEscaped(state: FrameState, stack: StackId, offset: number): boolean {
  for (const escape of state.escapes) if (escape.stack === stack && offset + 8 > escape.from && offset < escape.to) return true;
  return false;
}

/** An address that is handed to somebody, or stored where others look. */
export function withEscape(state: FrameState, stack: StackId, from: number, to: number): FrameState {
  for (const known of state.escapes) if (known.stack === stack && known.from <= from && known.to >= to) return state;
  return { ...state, escapes: [...state.escapes.filter(e => e.stack !== stack || e.from < from || e.to > to), { stack, from, to }] };
}

export function mapCells(state: FrameState, change: (stack: StackId, offset: number, cell: Cell) => Cell | undefined): FrameState {
  let stacks: StackWords[] | undefined;
  state.stacks.forEach((words, which) => {
    let changed: (Cell | undefined)[] | undefined;
    words.cells.forEach((cell, i) => {
      const now = cell && change(words.stack, words.low + 8 * i, cell);
      if (now !== cell) (changed ??= words.cells.slice())[i] = now;
    });
    if (changed) (stacks ??= state.stacks.slice())[which] = { ...words, cells: changed };
  });
  return stacks ? { ...state, stacks } : state;
}

export function withoutWords(state: FrameState, stack: StackId): FrameState { return { ...state, stacks: state.stacks.filter(words => words.stack !== stack) }; }

/** No word of any stack is known any more. */
export function forgetMemory(state: FrameState): FrameState { return { ...state, stacks: [], escapes: [], frame: undefined }; }

/**
 * What holds on both ways. If they disagree about rsp, the stack gets a new name, `at`; it may lie over the old ones, so no word
 * survives. Returns `old` itself when it says nothing new.
 */
export function joinStates(old: FrameState, other: FrameState, at: number): FrameState {
  if (old === other) return old;
  const registers = joinRegisters(old.registers, other.registers);
  const lost = !sameValue(old.registers[SP]!, other.registers[SP]!) && !isAnchor(old, at);
  if (lost) return { registers: registers.map((value, i) => i === SP ? { kind: 'address', stack: at, offset: 0 } : value.kind === 'address' ? unknownPointer : value), stacks: [], escapes: [], frame: undefined };
  if (isAnchor(old, at) && !sameValue(old.registers[SP]!, other.registers[SP]!)) {
    return registersEqual(old.registers, registers) && old.stacks.length === 0 ? old
      : { registers: registers.map((value, i) => i === SP ? old.registers[SP]! : value), stacks: [], escapes: [], frame: undefined };
  }
  const stacks = joinStacks(old.stacks, other.stacks);
  const frame = sameFrame(old.frame, other.frame) ? old.frame : undefined;
  let joined: FrameState = { registers, stacks, escapes: old.escapes, frame };
  for (const escape of other.escapes) joined = withEscape(joined, escape.stack, escape.from, escape.to);
  if (registers === old.registers && stacks === old.stacks && joined.escapes === old.escapes && frame === old.frame) return old;
  return joined;
}

/** The state already stands for a meeting of different stacks here. */
function isAnchor(state: FrameState, at: number): boolean {
  const sp = state.registers[SP]!;
  return sp.kind === 'address' && sp.stack === at && sp.offset === 0;
}

export function sameFrame(a: KnownFrame | undefined, b: KnownFrame | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && a.stack === b.stack && a.offset === b.offset && a.origin === b.origin && a.claimed === b.claimed && a.since === b.since);
}

function joinRegisters(a: readonly Value[], b: readonly Value[]): readonly Value[] {
  if (a === b) return a;
  let changed: Value[] | undefined;
  for (let i = 0; i < a.length; i++) {
    const joined = joinValues(a[i]!, b[i]!);
    if (joined !== a[i]) (changed ??= a.slice())[i] = joined;
  }
  return changed ?? a;
}

function registersEqual(a: readonly Value[], b: readonly Value[]): boolean {
  return a === b || a.every((value, i) => i === SP || sameValue(value, b[i]!));
}

function joinStacks(a: readonly StackWords[], b: readonly StackWords[]): readonly StackWords[] {
  if (a === b) return a;
  const joined: StackWords[] = [];
  let same = true;
  for (const words of a) {
    const others = b.find(other => other.stack === words.stack), both = others && joinWords(words, others);
    if (both !== words) same = false;
    if (both) joined.push(both);
  }
  return same ? a : joined;
}

function joinWords(a: StackWords, b: StackWords): StackWords {
  if (a === b || a.cells === b.cells) return a;
  let changed: (Cell | undefined)[] | undefined;
  const shift = (a.low - b.low) / 8;
  for (let i = 0; i < a.cells.length; i++) {
    const cell = a.cells[i], other = b.cells[i + shift];
    if (other === cell || !cell) continue;
    if (!other) { (changed ??= a.cells.slice())[i] = undefined; continue; }
    const value = joinValues(cell.value, other.value), by = cell.by === other.by ? cell.by : 'several';
    if (value !== cell.value || by !== cell.by) (changed ??= a.cells.slice())[i] = { value, by };
  }
  return changed ? { ...a, cells: changed } : a;
}
