// SPDX-License-Identifier: GPL-2.0-or-later
// A return that is a jump: `push target; ret`, or a store over the return slot. How many words lie on the stack beyond the return address,
// who put them there, and where control goes. The word that ret takes is the one on top.

import type { Analysis } from '../analysis/analyse.ts';
import { framesOf, frameWords, lineOf } from '../analysis/frames.ts';
import { SP, cellAt } from '../frame/frameState.ts';
import { depthAt } from '../frame/lints/stackPointer.ts';
import { arrivingAt } from '../frame/trace.ts';
import { valueText } from '../frame/valueText.ts';

export interface ReturnTail {
  /** Bytes beyond the return address; 0 with a rewritten return slot. */
  readonly extraBytes: number;
  /** What control goes to; of a jump, when the code that it jumps to returns. */
  readonly target: string;
  /** It leaves by a jump, whose target returns in its place. */
  readonly jump: boolean;
  /** From the top of the stack: 1-based lines that wrote the words, and what they hold. */
  readonly words: readonly { readonly line: number | undefined; readonly holds: string }[];
  /** The author's number, if the hint of 2020 is used. */
  readonly announced: number | undefined;
  /** The return slot itself was overwritten. */
  readonly rewritten: boolean;
}

export function returnTail(analysis: Analysis, instruction: number): ReturnTail | undefined {
  const own = analysis.checked.program.instructions[instruction];
  const leaves = own?.type === 'return' || ((own?.type === 'jmp' || own?.type === 'jmp-dynamic') && analysis.checked.instructions[instruction]!.next.length === 0);
  if (!leaves) return undefined;
  const traced = framesOf(analysis), depth = depthAt(traced, instruction), state = arrivingAt(traced, instruction), sp = state?.registers[SP];
  if (depth === undefined || depth < 0 || !state || sp?.kind !== 'address') return undefined;
  const top = cellAt(state, sp.stack, sp.offset), words = frameWords(analysis);
  const rewritten = depth === 0 && top !== undefined && top.value.kind !== 'return-address';
  if (depth === 0 && !rewritten) return undefined;
  const found: ReturnTail['words'][number][] = [];
  for (let offset = sp.offset; offset < 0 || (rewritten && offset === 0); offset += 8) {
    const cell = cellAt(state, sp.stack, offset);
    found.push({ line: typeof cell?.by === 'number' ? lineOf(analysis, cell.by) : undefined, holds: cell ? valueText(cell.value, state, words) : 'not written' });
    if (found.length === 32) break;
  }
  return { extraBytes: depth, target: found[0]?.holds ?? 'unknown', jump: own.type !== 'return', words: found, announced: traced.flow.numbers.returnOffsets.get(instruction), rewritten };
}
