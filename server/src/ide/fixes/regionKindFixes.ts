// SPDX-License-Identifier: GPL-2.0-or-later
// A region that is declared as what it is not: code that is called like a function, a function that leaves the world of calls.
//
//   SYM_CODE_START_LOCAL(helper)          SYM_FUNC_START_LOCAL(helper)
//       RET                         =>        RET
//   SYM_CODE_END(helper)                  SYM_FUNC_END(helper)

import type { Analysis } from '../../analysis/analyse.ts';
import { statementOf } from '../../analysis/sites.ts';
import { lineAt, lineSpan } from '../../base/text.ts';
import type { PlacedFinding } from '../findings.ts';
import { regionsOf, type Region } from '../regions.ts';
import type { Edit } from './edits.ts';
import type { ProposedFix } from './fix.ts';
import { endOfStackHint } from './vocabulary.ts';

/** For call-to-notype: what is called becomes a function. */
export function calledRegionFixes(analysis: Analysis, { finding }: PlacedFinding): ProposedFix[] {
  const name = finding?.instruction === undefined ? undefined : /^call\w*\s+([\w.$]+)$/.exec(statementOf(analysis, finding.instruction)?.source.text ?? '')?.[1];
  const region = regionsOf(analysis).find(r => r.name === name), edits = region && asKind(analysis, region, 'CODE', 'FUNC');
  return edits ? [{ title: `Make \`${region.name}' a function: SYM_FUNC_START, SYM_FUNC_END`, edits, mendsCode: true, confirmed: true, rank: 0.6 }] : [];
}

/** For ctx-switch-in-func: the region becomes code, and a hint says what nobody can know. */
export function leavingRegionFixes(analysis: Analysis, finding: PlacedFinding): ProposedFix[] {
  const line = lineAt(analysis.source, finding.origin.start), region = regionsOf(analysis).find(r => r.startLine <= line && r.endLine !== undefined && line <= r.endLine);
  const edits = region && asKind(analysis, region, 'FUNC', 'CODE'), hint = endOfStackHint(analysis);
  if (!edits || hint === undefined) return [];
  const at = analysis.source.lineStarts[region.startLine + 1]!;
  return [{ title: `Make \`${region.name}' code that nobody calls, and assert ${hint} at its entry`, edits: [...edits, { start: at, end: at, text: `\t${hint}\n` }], mendsCode: false, confirmed: false, rank: 9 }];
}

function asKind(analysis: Analysis, region: Region, from: 'FUNC' | 'CODE', to: 'FUNC' | 'CODE'): Edit[] | undefined {
  if (region.endLine === undefined) return undefined;
  const edits = [region.startLine, region.endLine].flatMap(line => {
    const { start, end } = lineSpan(analysis.source, line), text = analysis.source.text.slice(start, end), at = text.search(new RegExp(`SYM_${from}_`));
    return at < 0 ? [] : [{ start: start + at, end: start + at + `SYM_${from}_`.length, text: `SYM_${to}_` }];
  });
  return edits.length === 2 ? edits : undefined;
}
