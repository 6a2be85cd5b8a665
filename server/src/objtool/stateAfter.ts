// SPDX-License-Identifier: GPL-2.0-or-later
// The state behind an instruction: what its own stack operations make of the state in front of it. A hint on the next instruction
// does not count: that is the next instruction's affair.

import type { Checked, CfiState } from './checked.ts';
import { applyStackOp } from './stackOps.ts';

export function stateAfter(checked: Checked, index: number): CfiState | undefined {
  const instruction = checked.instructions[index];
  return instruction?.state;
}
