// SPDX-License-Identifier: GPL-2.0-or-later
// Hints, and the entries of functions, as assumptions about values. A hint never overwrites what is known; it says what cannot be computed:
// where a pt_regs lies, and that its words are there. Where it disagrees with what is known, lints say so.

import type { CfiState } from '../objtool/checked.ts';
import { SP, forgetMemory, withRegister, type Cell, type FrameState, type KnownFrame } from './frameState.ts';
import { iretFrameOffset, memberAt, ptRegsMembers } from './ptRegs.ts';
import { unknown, type Value } from './values.ts';

/** The state at an entry: every register holds the caller's value, rsp points at the return address if there is a caller. */
export function entryState(at: number, kind: 'function' | 'code'): FrameState {
  const registers: Value[] = [];
  for (let register = 0; register < 16; register++) registers.push({ kind: 'entry', register, at });
  registers[SP] = { kind: 'address', stack: at, offset: 0 };
  const words = new Map<number, Cell>();
  if (kind === 'function') words.set(0, { value: { kind: 'return-address', at }, by: 'entry' });
  return { registers, stacks: new Map([[at, words]]), escapes: [], frame: undefined };
}

/** Nothing is known but that there is a stack. */
export function blankState(at: number): FrameState {
  const state = entryState(at, 'code');
  return { ...state, registers: state.registers.map((value, i) => i === SP ? value : unknown) };
}

/** In front of instruction `at`, which carries a hint or begins a region. */
export function assumeHint(state: FrameState, cfi: CfiState, at: number): FrameState {
  if (cfi.type !== 'regs' && cfi.type !== 'regs-partial' || cfi.cfa.base < 0 || cfi.cfa.base > 15) return state;
  const known = withPointer(state, cfi.cfa.base, at);
  const base = known.registers[cfi.cfa.base]!;
  if (base.kind !== 'address') return known;
  const start = base.offset + cfi.cfa.offset - (cfi.type === 'regs-partial' ? iretFrameOffset : 0);
  const { frame: old } = known, claimed = cfi.type === 'regs';
  // What pushes have filled, or failed to, is not filled by a claim.
  if (old?.stack === base.stack && old.offset === start) return claimed && !old.claimed ? { ...known, frame: { ...old, claimed } } : known;
  const frame: KnownFrame = { stack: base.stack, offset: start, origin: claimed ? 'regs' : 'iret', claimed, since: at };
  return filled({ ...known, frame }, frame, at);
}

/** A register that the hint calls the frame's base points somewhere: give that a name if it has none. */
function withPointer(state: FrameState, register: number, at: number): FrameState {
  const value = state.registers[register]!;
  if (value.kind === 'address') return state;
  const kept = value.kind === 'unknown' && value.mayPoint ? forgetMemory(state) : state;
  return withRegister(kept, register, { kind: 'address', stack: at, offset: 0 });
}

function filled(state: FrameState, frame: KnownFrame, at: number): FrameState {
  const words = new Map(state.stacks.get(frame.stack));
  for (let i = frame.claimed ? 0 : iretFrameOffset / 8; i < ptRegsMembers.length; i++) {
    const offset = frame.offset + 8 * i;
    if (!words.has(offset)) words.set(offset, { value: { kind: 'member', member: memberAt(8 * i)!, at }, by: 'entry' });
  }
  return { ...state, stacks: new Map(state.stacks).set(frame.stack, words) };
}

/** What rsp is relative to the return address of the function that begins at `entry`: 0 at the entry itself. */
export function depthOf(state: FrameState, entry: number): number | undefined {
  const sp = state.registers[SP]!;
  return sp.kind === 'address' && sp.stack === entry ? -sp.offset : undefined;
}

