// SPDX-License-Identifier: GPL-2.0-or-later
// Code that nothing says the stack of, or that leaves the C world.
//
//   SYM_CODE_START(entry)           SYM_CODE_START(entry)
//       swapgs              =>          UNWIND_HINT_END_OF_STACK
//                                       swapgs

import type { Analysis } from '../../analysis/analyse.ts';
import type { PlacedFinding } from '../findings.ts';
import { insertBeforeStatement, type ProposedFix } from './fix.ts';

/** For unreachable, undefined-stack-state, ctx-switch-in-func and stack-reg-modification: what a person could assert here. */
export function hintFixes(analysis: Analysis, finding: PlacedFinding): ProposedFix[] {
  const instruction = finding.finding?.instruction;
  if (instruction === undefined) return [];
  const choices = choicesFor(finding.code);
  return choices.map(hint => ({
    title: `Assert \`${hint}' here: nothing else says what the stack is`,
    edits: [insertBeforeStatement(analysis, placeOf(analysis, finding), [hint])], mendsCode: false, confirmed: false,
  }));
}

function choicesFor(code: string): string[] {
  switch (code) {
    case 'unreachable': return ['UNWIND_HINT_FUNC', 'UNWIND_HINT_END_OF_STACK', 'UNWIND_HINT_UNDEFINED'];
    case 'undefined-stack-state': return ['UNWIND_HINT_UNDEFINED', 'UNWIND_HINT_FUNC'];
    case 'ctx-switch-in-func': case 'stack-reg-modification': return ['UNWIND_HINT_UNDEFINED', 'UNWIND_HINT_FUNC'];
    default: return [];
  }
}

/** Where objtool wants to see the hint: for two kinds on the instruction behind. */
function placeOf(analysis: Analysis, finding: PlacedFinding): number {
  if (finding.code !== 'ctx-switch-in-func' && finding.code !== 'stack-reg-modification') return finding.origin.start;
  const next = analysis.listing.statements.find(s => s.kind === 'instruction' && s.origin.place.file === analysis.source && s.origin.start > finding.origin.start);
  return next?.origin.start ?? finding.origin.start;
}
