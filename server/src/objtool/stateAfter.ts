// SPDX-License-Identifier: GPL-2.0-or-later
// The state behind an instruction: what its own stack operations make of the state in front of it. A hint on the next instruction
// does not count: that is the next instruction's affair.

import type { Checked, CfiState } from './checked.ts';
import { functionOf } from './program.ts';
import { applyStackOp } from './stackOps.ts';

/** Undefined when the state in front is unknown, or objtool gives up at this instruction. `index` is into checked.instructions. */
export function stateAfter(checked: Checked, index: number): CfiState | undefined { return stateBehind(checked, index, checked.instructions[index]?.state); }

/** The same with another state in front. */
export function stateBehind(checked: Checked, index: number, before: CfiState | undefined): CfiState | undefined {
  let state = before;
  const { program } = checked, instruction = program.instructions[index];
  if (!state || !instruction) return state;
  const { rules, behaviour, states } = program;
  const context = {
    states, inFunction: functionOf(instruction) !== undefined, hintFollows: false, stackval: rules.options.stackval, behaviour,
  };
  for (const op of instruction.ops) {
    const after = applyStackOp(context, state, op);
    if (typeof after === 'string') return undefined;
    state = after;
  }
  return state;
}
