// SPDX-License-Identifier: GPL-2.0-or-later
// A return that is a jump through a register.
//
//     push %rax          =>      JMP_NOSPEC rax
//     ret

import type { Analysis } from '../../analysis/analyse.ts';
import { framesOf } from '../../analysis/frames.ts';
import { statementOf } from '../../analysis/sites.ts';
import { SP, cellAt } from '../../frame/frameState.ts';
import { depthAt } from '../../frame/lints/stackPointer.ts';
import { arrivingAt, stepOf } from '../../frame/trace.ts';
import { registerName } from '../../frame/valueText.ts';
import { sameValue } from '../../frame/values.ts';
import type { PlacedFinding } from '../findings.ts';
import { removeStatement, statementEnd } from './edits.ts';
import type { ProposedFix } from './fix.ts';
import { hasMacro } from './vocabulary.ts';

/** For return-modified-frame: the word on top was pushed from a register that still holds it, and it is no register to be restored. */
export function returnTailFixes(analysis: Analysis, finding: PlacedFinding): ProposedFix[] {
  const instruction = finding.finding?.instruction;
  if (instruction === undefined || analysis.object.machine === 'i386' || analysis.checked.program.instructions[instruction]?.type !== 'return') return [];
  const traced = framesOf(analysis), state = arrivingAt(traced, instruction), sp = state?.registers[SP];
  if (!state || sp?.kind !== 'address' || depthAt(traced, instruction) !== 8) return [];
  const top = cellAt(state, sp.stack, sp.offset), pushed = typeof top?.by === 'number' ? stepOf(analysis.checked, top.by).operation : undefined, [operand] = pushed?.operands ?? [];
  if (pushed?.mnemonic !== 'push' || operand?.kind !== 'register' || calleeSaved.has(operand.register) || !sameValue(state.registers[operand.register]!, top!.value)) return [];
  const push = statementOf(analysis, top!.by as number)?.origin, leave = finding.origin;
  if (push?.place.file !== analysis.source) return [];
  const name = registerName(operand.register), jump = hasMacro(analysis, 'JMP_NOSPEC') ? `JMP_NOSPEC ${name.slice(1)}` : `jmp *${name}`;
  return [{
    title: `Jump with \`${jump}' instead of a return through the stack`,
    edits: [removeStatement(analysis, push.start, statementEnd(analysis, push.start, push.end)), { start: leave.start, end: statementEnd(analysis, leave.start, leave.end), text: jump }], mendsCode: true, confirmed: true, rank: 3,
  }];
}

const calleeSaved: ReadonlySet<number> = new Set([3, 5, 12, 13, 14, 15]);
