// SPDX-License-Identifier: GPL-2.0-or-later
// Hints, and the entries of functions, as assumptions about values. A hint never overwrites what is known; it says what cannot be computed:
// where a pt_regs lies, and that its words are there. Where it disagrees with what is known, lints say so.

import type { CfiState } from '../objtool/checked.ts';
import { SP, fillWords, forgetMemory, store, withRegister, wordsOf, type FrameState, type KnownFrame } from './frameState.ts';
import { iretFrameOffset, memberAt, ptRegsMembers } from './ptRegs.ts';
import { hintedStack, unknown, type Value } from './values.ts';

/** The state at an entry: every register holds the caller's value, rsp points at the return address if there is a caller. */
export function entryState(at: number, kind: 'function' | 'code'): FrameState {
  const registers: Value[] = [];
  for (let register = 0; register < 16; register++) registers.push({ kind: 'entry', register, at });
  registers[SP] = { kind: 'address', stack: at, offset: 0 };
  const blank: FrameState = { registers, stacks: [], escapes: [], frame: undefined };
  return kind === 'function' ? store(blank, at, 0, 8, { kind: 'return-address', at }, 'entry') : blank;
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
  return withRegister(kept, register, { kind: 'address', stack: hintedStack(at), offset: 0 });
}

/** A hint vouches for the words from rsp up if nobody has pushed any of them: the CPU may have left an error code under its five words. */
function filled(state: FrameState, frame: KnownFrame, at: number): FrameState {
  const known = wordsOf(state, frame.stack), sp = state.registers[SP]!;
  const bottom = !known && sp.kind === 'address' && sp.stack === frame.stack ? sp.offset - frame.offset : iretFrameOffset;
  const first = frame.claimed ? 0 : Math.max(0, Math.min(bottom, iretFrameOffset) >> 3);
  const from = frame.offset + 8 * first, count = ptRegsMembers.length - first;
  // A frame that lies across words fills them with nothing that has a name.
  if (from % 8 !== 0) return fillWords(state, frame.stack, from & ~7, count + 1, () => ({ value: unknown, by: 'entry' }));
  return fillWords(state, frame.stack, from, count, i => ({ value: memberValue(i + first, at), by: 'entry' }));
}

function memberValue(index: number, at: number): Value { return { kind: 'member', member: memberAt(8 * index)!, at }; }
