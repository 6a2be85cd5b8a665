// SPDX-License-Identifier: GPL-2.0-or-later
// A call without a frame, under frame pointers.
//
//   SYM_FUNC_START(f)               SYM_FUNC_START(f)
//       call g            =>            FRAME_BEGIN
//       RET                             call g
//                                       FRAME_END
//                                       RET

import type { Analysis } from '../../analysis/analyse.ts';
import { statementOf } from '../../analysis/sites.ts';
import { shownIn } from '../../base/origin.ts';
import type { PlacedFinding } from '../findings.ts';
import { insertBeforeStatement, type Edit } from './edits.ts';
import type { ProposedFix } from './fix.ts';
import { hasMacro } from './vocabulary.ts';

/** For call-without-frame. */
export function callFixes(analysis: Analysis, finding: PlacedFinding): ProposedFix[] {
  return [
    // The macros are empty in a kernel without frame pointers.
    ...(hasMacro(analysis, 'FRAME_BEGIN') ? framed(analysis, finding, ['FRAME_BEGIN'], ['FRAME_END'], 0) : []),
    ...framed(analysis, finding, ['push\t%rbp', 'mov\t%rsp, %rbp'], ['pop\t%rbp'], 1),
  ];
}

/** For stack-reg-modification and stack-realign: a frame pointer that finds the way back. */
export function framePointerFixes(analysis: Analysis, finding: PlacedFinding): ProposedFix[] {
  const name = finding.finding?.function, uses = /%[re]?bpl?\b/;
  const own = analysis.checked.instructions.some((instruction, i) => instruction.symbol === name && uses.test(statementOf(analysis, i)?.source.text ?? ''));
  return own ? [] : framed(analysis, finding, ['push\t%rbp', 'mov\t%rsp, %rbp'], ['leave'], 1.4);
}

function framed(analysis: Analysis, finding: PlacedFinding, begin: readonly string[], end: readonly string[], rank: number): ProposedFix[] {
  const name = finding.finding?.function, { instructions } = analysis.checked;
  const edits = new Map<number, Edit>();
  let begun = false;
  for (let i = 0; i < instructions.length; i++) {
    const instruction = instructions[i]!;
    if (instruction.symbol !== name || instruction.group !== undefined) continue;
    const statement = statementOf(analysis, i), shown = statement && shownIn(analysis.source, statement.origin);
    if (!shown) continue;
    if (!begun && instruction.decoded.type !== 'endbr') { begun = true; edits.set(shown.start, insertBeforeStatement(analysis, shown.start, begin)); }
    if (instruction.decoded.type === 'return' || (instruction.decoded.type === 'jmp' && instruction.next.length === 0)) edits.set(shown.start, insertBeforeStatement(analysis, shown.start, end));
  }
  return begun ? [{ title: `Set up a frame: \`${begin.join('; ')}' ... \`${end.join('; ')}'`.replaceAll('\t', ' '), edits: [...edits.values()], mendsCode: true, confirmed: true, rank }] : [];
}
