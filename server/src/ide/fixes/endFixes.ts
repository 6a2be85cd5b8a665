// SPDX-License-Identifier: GPL-2.0-or-later
// A function that runs on into what stands behind it.
//
//     mov  %rdi, %rax                 mov  %rdi, %rax
//   SYM_FUNC_END(f)           =>      RET
//                                   SYM_FUNC_END(f)

import type { Analysis } from '../../analysis/analyse.ts';
import { statementOf } from '../../analysis/sites.ts';
import { shownIn } from '../../base/origin.ts';
import type { PlacedFinding } from '../findings.ts';
import { lineAt, lineSpan } from '../../base/text.ts';
import { regionsOf } from '../regions.ts';
import { insertBefore, insertBehind, spelled, removeStatement } from './edits.ts';
import type { ProposedFix } from './fix.ts';
import { restoring } from './frameFixes.ts';
import { stateAfter } from '../../objtool/stateAfter.ts';
import { returnWord } from './vocabulary.ts';

/** For func-falls-through and end-of-section. */
export function endFixes(analysis: Analysis, finding: PlacedFinding): ProposedFix[] {
  const words = /^([\w.$]+)\(\) falls through to next function ([\w.$]+)\(\)/.exec(finding.finding?.words ?? '');
  const name = words?.[1] ?? finding.finding?.function;
  const last = lastOf(analysis, finding, name);
  const statement = last === undefined ? undefined : statementOf(analysis, last), shown = statement && shownIn(analysis.source, statement.origin);
  if (last === undefined || !shown) return [];
  const state = stateAfter(analysis.checked, last);
  const back = state && state.type === 'call' ? restoring(state) ?? [] : [];
  // Labels may stand between the last instruction and the end of the function.
  const line = lineAt(analysis.source, shown.start), region = regionsOf(analysis).find(r => r.startLine <= line && r.endLine !== undefined && line <= r.endLine);
  const put = (lines: readonly string[]) => {
    const own = lines.map(text => spelled(analysis, shown.start, text));
    return [region?.endLine === undefined || region.lastLine < line ? insertBehind(analysis, shown.end, own) : { ...insertBefore(analysis, lineSpan(analysis.source, region.endLine).start, []), text: own.map(text => `\t${text}\n`).join('') }];
  };
  const fixes: ProposedFix[] = [{ title: `Insert \`${[...back, returnWord(analysis)].join('; ')}'`, edits: put([...back, returnWord(analysis)]), mendsCode: true, confirmed: true, rank: 1 }];
  if (words) fixes.push({ title: `Insert \`jmp ${words[2]!}'`, edits: put([...back, `jmp ${words[2]!}`]), mendsCode: true, confirmed: true, rank: 3 });
  if (statement.name.startsWith('call')) fixes.push({ title: 'Assert with `ud2\' that the call does not return', edits: put(['ud2']), mendsCode: false, confirmed: false, rank: 5 });
  const { decoded } = analysis.checked.instructions[last]!;
  if (decoded.type === 'jcc' || decoded.type === 'jmp' || decoded.type === 'trap') fixes.push({ title: `Remove \`${statement.source.text}'`, edits: [removeStatement(analysis, shown.start, shown.end)], mendsCode: true, confirmed: true, rank: 6 });
  return fixes;
}

/** The function's last instruction that control comes out of. */
function lastOf(analysis: Analysis, finding: PlacedFinding, name: string | undefined): number | undefined {
  const { instructions } = analysis.checked;
  let last: number | undefined;
  for (let i = 0; i < instructions.length; i++) {
    const instruction = instructions[i]!;
    const own = name !== undefined ? instruction.symbol === name : instruction.section === finding.finding?.section;
    if (own && instruction.group === undefined && instruction.visited && instruction.decoded.type !== 'nop') last = i;
    else if (own && instruction.visited) last = i;
  }
  return last;
}
