// SPDX-License-Identifier: GPL-2.0-or-later
// Code whose address is taken begins with ENDBR, or says that nobody jumps there.
//
//   SYM_CODE_START(target)          SYM_CODE_START(target)
//       UNWIND_HINT_FUNC      =>        UNWIND_HINT_FUNC
//       RET                             ENDBR
//                                       RET

import type { Analysis } from '../../analysis/analyse.ts';
import { shownIn } from '../../base/origin.ts';
import { statementAt } from '../../object/objectFile.ts';
import type { PlacedFinding } from '../findings.ts';
import { insertBeforeStatement } from './edits.ts';
import type { ProposedFix } from './fix.ts';
import { hasMacro } from './vocabulary.ts';

/** For ibt-code and ibt-data: `relocation to !ENDBR: target+0x10'. */
export function endbrFixes(analysis: Analysis, { finding }: PlacedFinding): ProposedFix[] {
  const match = /!ENDBR: (\S+)\+0x([0-9a-f]+)$/.exec(finding?.words ?? '');
  const symbol = match && analysis.object.symbols.find(s => s.name === match[1] && typeof s.section === 'number');
  const named = match && !symbol ? analysis.object.sections.findIndex(s => s.name === match[1]) : -1;
  const index = symbol ? symbol.section : named, section = typeof index === 'number' ? analysis.object.sections[index] : undefined;
  const statement = section && statementAt(section, (symbol?.value ?? 0) + Number.parseInt(match![2]!, 16)), shown = statement && shownIn(analysis.source, statement.origin);
  if (!shown) return [];
  const name = match![1]!;
  // The macro is empty in a kernel without IBT.
  const fixes = [...hasMacro(analysis, 'ENDBR') ? ['ENDBR'] : [], 'endbr64'].map((word, i): ProposedFix => (
    { title: `Insert \`${word}' at ${name}: it may be jumped to indirectly`, edits: [insertBeforeStatement(analysis, shown.start, [word])], mendsCode: true, confirmed: true, rank: 0.5 + i }));
  if (hasMacro(analysis, 'ANNOTATE_NOENDBR')) fixes.push({ title: `Assert with ANNOTATE_NOENDBR that nothing jumps to ${name} indirectly`, edits: [insertBeforeStatement(analysis, shown.start, ['ANNOTATE_NOENDBR'])], mendsCode: false, confirmed: false });
  return fixes;
}
