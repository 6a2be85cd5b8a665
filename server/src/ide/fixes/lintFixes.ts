// SPDX-License-Identifier: GPL-2.0-or-later
// What mends a finding of our own rules.
//
//     push  $__USER_DS                 push  $__USER_DS
//     push  PER_CPU_VAR(user_stack)    push  PER_CPU_VAR(user_stack)
//     push  $__USER_CS           =>    push  %r11
//                                      push  $__USER_CS

import type { Analysis } from '../../analysis/analyse.ts';
import { framesOf } from '../../analysis/frames.ts';
import { statementOf } from '../../analysis/sites.ts';
import { SP, cellAt } from '../../frame/frameState.ts';
import { arrivingAt, before } from '../../frame/trace.ts';
import type { Value } from '../../frame/values.ts';
import type { PlacedFinding } from '../findings.ts';
import { insertBeforeStatement } from './edits.ts';
import type { ProposedFix } from './fix.ts';

/** For untracked-sp-write: what a person could assert behind it. */
export function stackPointerFixes(analysis: Analysis, finding: PlacedFinding): ProposedFix[] {
  const next = analysis.listing.statements.find(s => s.kind === 'instruction' && s.origin.place.file === analysis.source && s.origin.start > finding.origin.start);
  if (!next) return [];
  return ['UNWIND_HINT_END_OF_STACK', 'UNWIND_HINT_UNDEFINED', 'UNWIND_HINT_FUNC'].map(hint => ({
    title: `Assert \`${hint}' behind it: nothing else says what the stack is`,
    edits: [insertBeforeStatement(analysis, next.origin.start, [hint])], mendsCode: false, confirmed: false,
  }));
}

/** For encode-fp-missing: rbp gets the frame's address in front of the call. */
export function encodeFixes(analysis: Analysis, finding: PlacedFinding): ProposedFix[] {
  const instruction = instructionOf(analysis, finding), state = instruction === undefined ? undefined : before(framesOf(analysis), instruction);
  const sp = state?.registers[SP], frame = state?.frame;
  if (!frame || sp?.kind !== 'address' || sp.stack !== frame.stack) return [];
  const offset = frame.offset - sp.offset;
  const text = `ENCODE_FRAME_POINTER${offset === 0 ? '' : ` ptregs_offset=${offset}`}`;
  return [{ title: `Insert \`${text}'`, edits: [insertBeforeStatement(analysis, finding.origin.start, [text])], mendsCode: true, confirmed: true }];
}

/** For regs-passed-without-hint. */
export function regsHintFixes(analysis: Analysis, finding: PlacedFinding): ProposedFix[] {
  const instruction = instructionOf(analysis, finding), state = instruction === undefined ? undefined : before(framesOf(analysis), instruction);
  const sp = state?.registers[SP], frame = state?.frame;
  if (!frame || sp?.kind !== 'address' || sp.stack !== frame.stack) return [];
  const offset = frame.offset - sp.offset, hint = `UNWIND_HINT_REGS${offset === 0 ? '' : ` offset=${offset}`}`;
  return [{ title: `Insert \`${hint}': the frame is complete here`, edits: [insertBeforeStatement(analysis, finding.origin.start, [hint])], mendsCode: false, confirmed: true }];
}

/** For ptregs-slot-undefined, when a push is missing: the first word from the top that is not what belongs there. */
export function missingPushFixes(analysis: Analysis, finding: PlacedFinding): ProposedFix[] {
  const instruction = instructionOf(analysis, finding), state = instruction === undefined ? undefined : arrivingAt(framesOf(analysis), instruction);
  const frame = state?.frame;
  if (!state || frame?.origin !== 'built' || frame.claimed) return [];
  for (let i = 0; i < fromTheTop.length; i++) {
    const cell = cellAt(state, frame.stack, -8 * (i + 1)), { fits, push } = fromTheTop[i]!;
    if (!cell || typeof cell.by !== 'number') return [];
    if (fits(cell.value)) continue;
    const statement = statementOf(analysis, cell.by);
    if (!statement || statement.origin.place.file !== analysis.source) return [];
    return [{ title: `Insert \`${push.replace('\t', ' ')}'`, edits: [insertBeforeStatement(analysis, statement.origin.start, [push])], mendsCode: true, confirmed: true }];
  }
  return [];
}

/** What a system call pushes, from ss down. */
const fromTheTop: readonly { readonly fits: (value: Value) => boolean; readonly push: string }[] = [
  { fits: isConstant, push: 'push\t$__USER_DS' },
  { fits: value => value.kind === 'loaded' || value.kind === 'entry' && value.register !== 11 && value.register !== 1, push: 'push\tPER_CPU_VAR(user_stack)' },
  { fits: value => isRegister(value, 11) || value.kind === 'flags', push: 'push\t%r11' },
  { fits: isConstant, push: 'push\t$__USER_CS' },
  { fits: value => isRegister(value, 1), push: 'push\t%rcx' },
  { fits: value => isRegister(value, 0), push: 'push\t%rax' },
];

function isConstant(value: Value): boolean { return value.kind === 'constant' || value.kind === 'symbol'; }
function isRegister(value: Value, register: number): boolean { return value.kind === 'entry' && value.register === register; }

function instructionOf(analysis: Analysis, finding: PlacedFinding): number | undefined {
  const section = analysis.object.sections.findIndex(s => s.name === finding.section);
  const found = analysis.checked.instructions.findIndex(i => i.section === section && i.offset === finding.offset);
  return found < 0 ? undefined : found;
}
