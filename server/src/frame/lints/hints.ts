// SPDX-License-Identifier: GPL-2.0-or-later
// Hints that say something else than what is computed. objtool believes every hint and compares nothing.

import { copiedBefore, copiedFrame } from '../copiedWords.ts';
import { beside } from '../flow.ts';
import type { Lint } from '../lint.ts';
import { BP, SP, cellAt } from '../frameState.ts';
import { offsetOf } from '../ptRegs.ts';
import { arrivingAt, before } from '../trace.ts';
import type { Value } from '../values.ts';
import { registerName } from '../valueText.ts';
import { depthAt } from './stackPointer.ts';

export const hintLints: readonly Lint[] = [
  {
    code: 'hint-func-hides-depth', severity: 'warning',
    help: 'A FUNC hint on a return says that one pushed word is the target. With another number of words on the stack the return goes astray, and objtool cannot tell.',
    advice: 'Take off what is too much, or push the target last.',
    find({ traced, checked }, { hinted }, found) {
      hinted.forEach(i => {
        if (!isFuncHint(checked, i) || !leaves(checked, i) || traced.flow.numbers.returnOffsets.has(i)) return;
        const depth = depthAt(traced, i);
        // -8: the own return address was dropped, to return to the caller's caller.
        if (depth === undefined || depth === 0 || depth === -8) return;
        if (depth === 8) {
          const register = savedOnTop(traced, i);
          if (register !== undefined) found(i, `the hint says that the stack is as at entry, but the word on top is the caller's ${registerName(register)}: this would return to it`, pushesBelow(traced, i));
          return;
        }
        found(i, depth > 0 ? `the hint says that the stack is as at entry; ${depth} bytes are still on it${depth % 8 === 0 && depth > 8 ? `, ${depth - 8} more than the target of this return` : ''}`
          : `the hint says that the stack is as at entry; ${-depth} bytes too many were popped`, pushesBelow(traced, i));
      });
    },
  },
  {
    code: 'ret-offset-mismatch', severity: 'warning',
    help: 'The author\'s number of bytes on the stack is not the computed one.',
    advice: 'Give the number that is computed, or mend the pushes.',
    find({ traced, checked }, { component }, found) {
      for (const [i, bytes] of traced.flow.numbers.returnOffsets) {
        if (traced.flow.componentAt[i] !== component) continue;
        const depth = depthAt(traced, i), own = checked.program.instructions[i]!;
        if (depth === undefined) continue;
        // An iret inside a function consumes its five words, and the return address is not among them.
        if (depth !== bytes) found(i, `${bytes} bytes were announced for this ${own.type === 'other' ? 'iret' : 'return'}, ${depth} are on the stack`, pushesBelow(traced, i));
      }
    },
  },
  {
    code: 'adjust-contradicts', severity: 'warning',
    help: 'With the author\'s number the stack is not as at entry where the function returns.',
    advice: 'Give the number of bytes that the instruction really takes off.',
    find({ traced, checked }, { component }, found) {
      for (const [i, bytes] of traced.flow.numbers.adjustments) {
        if (traced.flow.componentAt[i] !== component) continue;
        const { symbol } = checked.instructions[i]!;
        for (let at = i; symbol !== undefined && checked.instructions[at]?.symbol === symbol; at++) {
          if (checked.program.instructions[at]!.type !== 'return' || traced.flow.numbers.returnOffsets.has(at)) continue;
          const depth = adjustedDepth(traced, at);
          if (depth !== undefined && depth !== 0) found(i, `${bytes} bytes are taken off here; ${depth > 0 ? `${depth} are still on the stack` : `${-depth} too many are gone`} where the function returns`, [{ instruction: at, words: 'it returns here' }]);
          break;
        }
      }
    },
  },
  {
    code: 'hint-contradicts', severity: 'warning',
    help: 'The hint says another depth than the pushes and pops since the function\'s entry, all of which are understood.',
    advice: 'Mend the hint, or the pushes and pops in front of it.',
    find({ traced, checked }, { hinted }, found) {
      hinted.forEach(i => {
        const at = checked.instructions[i]!;
        if (leaves(checked, i) || at.state?.type !== 'call' || at.state.forceUndefined || at.state.cfa.base !== SP) return;
        const depth = depthAt(traced, i), bp = arrivingAt(traced, i)?.registers[BP];
        if (depth === 0 && isFuncHint(checked, i) && bp && isNotCallers(bp)) { found(i, 'the hint says that rbp is the caller\'s; it has been changed'); return; }
        // One word more in front of a FUNC hint is the target of a return further on.
        if (depth !== undefined && depth + 8 !== at.state.cfa.offset && !(isFuncHint(checked, i) && depth === 8 && savedOnTop(traced, i) === undefined)) found(i, `the hint says CFA = rsp+${at.state.cfa.offset}; computed is rsp+${depth + 8}`, pushesBelow(traced, i));
      });
    },
  },
  {
    code: 'regs-hint-misplaced', severity: 'warning',
    help: 'The hint says that the CPU\'s words lie where, by what was pushed and popped since the last hint, other words are.',
    advice: 'Count the words from rsp up to the one that holds the interrupted ip.',
    find({ traced }, { hinted }, found) {
      hinted.forEach(i => {
        const place = misplacedIp(traced, i);
        if (place) found(i, `by this hint the interrupted ip is at rsp+${place.said}; what the CPU pushed for it is at rsp+${place.real}`);
      });
    },
  },
];

/** Where a hint says the interrupted ip is, and where it is, in bytes from rsp; undefined if they are the same or nobody knows. */
export function misplacedIp(traced: Traced, i: number): { readonly said: number; readonly real: number } | undefined {
  const { checked } = traced, at = checked.instructions[i]!;
  if (!at.hint || (at.state?.type !== 'regs-partial' && at.state?.type !== 'regs') || at.state.cfa.base !== SP) return undefined;
  // Behind a copy the gap's own rule knows more.
  const copy = copiedBefore(checked, i);
  if (copy && copiedFrame(checked, copy)) return undefined;
  // int3 in front is padding, from which nobody comes.
  const state = beside(checked, i, -1)?.decoded.type === 'trap' ? undefined : arrivingAt(traced, i), sp = state?.registers[SP];
  if (!state || sp?.kind !== 'address') return undefined;
  // Without a push or a pop since the last hint there is nothing that was computed.
  const old = state.frame && before(traced, state.frame.since)?.registers[SP];
  if (old?.kind !== 'address' || old.stack !== sp.stack || old.offset === sp.offset) return undefined;
  // The first hint of a whole pt_regs is ptregs-size's.
  if (at.state.type === 'regs' && !state.frame!.claimed) return undefined;
  const said = at.state.cfa.offset + (at.state.type === 'regs' ? offsetOf('ip') : 0);
  const there = cellAt(state, sp.stack, sp.offset + said)?.value;
  if (!there || there.kind === 'unknown' || there.kind === 'left' || isIp(there)) return undefined;
  const off = nearby.find(words => { const value = cellAt(state, sp.stack, sp.offset + said + 8 * words)?.value; return value !== undefined && isIp(value); });
  return off === undefined ? undefined : { said, real: said + 8 * off };
}

/** Words from where ip should be. */
const nearby = [1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6, -6];

function isIp(value: Value): boolean { return value.kind === 'member' && value.member === 'ip'; }

/** Known to be something else than the function's caller had in rbp. */
function isNotCallers(value: Value): boolean { return value.kind === 'constant' || value.kind === 'address' || value.kind === 'symbol' || (value.kind === 'entry' && value.register !== BP); }

/** Bytes on the stack beyond the return address, what the author says included. */
export function adjustedDepth(traced: Traced, index: number): number | undefined { return depthAt(traced, index, before(traced, index)); }

type Checked = Parameters<Lint['find']>[0]['checked'];
type Traced = Parameters<Lint['find']>[0]['traced'];

function isFuncHint(checked: Checked, index: number): boolean {
  const at = checked.instructions[index]!;
  return at.hint && at.state === checked.program.states.functionEntry;
}

/** A return, or a jump out of the function. */
function leaves(checked: Checked, index: number): boolean {
  const at = checked.instructions[index]!, own = checked.program.instructions[index]!;
  return own.type === 'return' || ((own.type === 'jmp' || own.type === 'jmp-dynamic') && at.next.length === 0);
}

/** The callee-saved register whose value at entry is the word on top: never a place to go to. */
function savedOnTop(traced: Traced, index: number): number | undefined {
  const state = arrivingAt(traced, index), sp = state?.registers[SP];
  const value = state && sp?.kind === 'address' ? cellAt(state, sp.stack, sp.offset)?.value : undefined;
  return value?.kind === 'entry' && calleeSaved.has(value.register) ? value.register : undefined;
}

const calleeSaved: ReadonlySet<number> = new Set([3, 5, 12, 13, 14, 15]);

/** The words that lie on the stack here, and who wrote them. */
function pushesBelow(traced: Traced, index: number): { instruction: number; words: string }[] {
  const state = arrivingAt(traced, index), sp = state?.registers[SP];
  if (!state || sp?.kind !== 'address') return [];
  const related: { instruction: number; words: string }[] = [];
  for (let offset = sp.offset; offset < 0 && related.length < 8; offset += 8) {
    const by = cellAt(state, sp.stack, offset)?.by;
    if (typeof by === 'number') related.push({ instruction: by, words: `the word at ${offset - sp.offset}(%rsp) was written here` });
  }
  return related;
}
