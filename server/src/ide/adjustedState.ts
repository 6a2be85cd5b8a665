// SPDX-License-Identifier: GPL-2.0-or-later
// The running state as its author sees it. UNWIND_HINT_ADJUST is arithmetic on a computed state, which the real objtool does not read: its
// rows keep the bytes that the author says are gone. What is shown to a reader counts them off, from the note on along all ways, up to the
// next hint or to where the ways are of one mind again; the row, and what objtool says, stay its own.

import { KeptWith } from '../base/keptWith.ts';
import type { Analysis } from '../analysis/analyse.ts';
import { framesOf } from '../analysis/frames.ts';
import type { CfiState } from '../objtool/checked.ts';
import { stateBehind } from '../objtool/stateAfter.ts';
import { intern, place } from '../objtool/states.ts';

/** In front of an instruction: with the author's numbers, where there are any. */
export function shownState(analysis: Analysis, instruction: number): CfiState | undefined {
  return adjustedStates(analysis)?.get(instruction) ?? analysis.checked.instructions[instruction]?.state;
}

export function shownStateAfter(analysis: Analysis, instruction: number): CfiState | undefined {
  return stateBehind(analysis.checked, instruction, shownState(analysis, instruction));
}

/** The author's state, where it is another than objtool's. */
export function adjustedState(analysis: Analysis, instruction: number): CfiState | undefined { return adjustedStates(analysis)?.get(instruction); }

/** With `bytes` fewer on the stack. */
export function withFewer({ checked }: Analysis, state: CfiState, bytes: number): CfiState {
  const { states } = checked.program;
  return bytes === 0 || state.cfa.base !== 4 ? state : intern(states, { ...state, cfa: place(states, state.cfa.base, state.cfa.offset - bytes), stackSize: state.stackSize - bytes });
}

/** Most files have no such section, and need no trace. */
export function hasAdjustments({ object }: Analysis): boolean { return object.sections.some(section => section.name === '.discard.unwind_lens.adjust'); }

const kept = new KeptWith<Analysis['checked'], ReadonlyMap<number, CfiState> | null>();

function adjustedStates(analysis: Analysis): ReadonlyMap<number, CfiState> | undefined {
  let states = kept.get(analysis.checked);
  if (states === undefined) kept.set(analysis.checked, states = follow(analysis));
  return states ?? undefined;
}

function follow(analysis: Analysis): Map<number, CfiState> | null {
  const { checked } = analysis;
  if (!hasAdjustments(analysis)) return null;
  const { adjustments } = framesOf(analysis).flow.numbers, found = new Map<number, CfiState>();
  const waiting: { readonly at: number; readonly state: CfiState }[] = [];
  for (const at of [...adjustments.keys()].sort((a, b) => a - b)) {
    // One further down counts from what the one above leaves.
    const state = found.get(at) ?? checked.instructions[at]?.state;
    if (!state || found.has(at)) continue;
    waiting.push({ at, state });
    while (waiting.length > 0) {
      const { at: here, state: arriving } = waiting.pop()!;
      const now = withFewer(analysis, arriving, adjustments.get(here) ?? 0);
      if (found.has(here) || checked.instructions[here]!.state === now) continue;
      found.set(here, now);
      const after = stateBehind(checked, here, now);
      for (const { to, kind } of checked.instructions[here]!.next) {
        const next = kind === 'alternative' || kind === 'fixup' ? now : after;
        if (next && !checked.instructions[to]!.hint) waiting.push({ at: to, state: next });
      }
    }
  }
  return found;
}
