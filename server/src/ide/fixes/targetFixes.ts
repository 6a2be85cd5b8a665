// SPDX-License-Identifier: GPL-2.0-or-later
// A jump to the wrong place. The right place is often plain to see: a label of the function that nothing refers to any more.
//
//     jne  .Lother                    jne  .Lthis
//     ...                     =>      ...
//   .Lthis:                         .Lthis:

import type { Analysis } from '../../analysis/analyse.ts';
import { statementOf } from '../../analysis/sites.ts';
import type { Statement } from '../../gas/statement.ts';
import { lineAt } from '../../base/text.ts';
import { regionsOf, type Region } from '../regions.ts';
import type { PlacedFinding } from '../findings.ts';
import type { ProposedFix } from './fix.ts';

/** For jump-dest, func-falls-through and mismatches. */
export function targetFixes(analysis: Analysis, finding: PlacedFinding): ProposedFix[] {
  const labels = unusedLabels(analysis);
  if (labels.length === 0) return [];
  const fixes: ProposedFix[] = [];
  for (const jump of jumpsTo(analysis, finding)) {
    const match = /^(?:j\w+|call|loop\w*)\s+([\w.$]+)$/.exec(jump.source.text);
    if (!match || jump.origin.place.file !== analysis.source) continue;
    const region = regionsOf(analysis).find(r => isIn(analysis, r, jump.origin.start));
    const near = labels.filter(label => !region || isIn(analysis, region, label.offset)).sort((a, b) => Math.abs(a.offset - jump.origin.start) - Math.abs(b.offset - jump.origin.start)).slice(0, 3);
    near.forEach((label, i) => {
      const start = jump.origin.end - match[1]!.length;
      if (analysis.source.text.slice(start, jump.origin.end) !== match[1]) return;
      fixes.push({ title: `Jump to \`${label.name}', which nothing else leads to`, edits: [{ start, end: jump.origin.end, text: label.name }], mendsCode: true, confirmed: true, rank: 0.3 + i * 0.5 });
    });
  }
  return fixes;
}

/** The jumps that led to the finding: itself, those from the named function to it, the last steps of both ways. */
function jumpsTo(analysis: Analysis, { finding }: PlacedFinding): Statement[] {
  const { instructions } = analysis.checked, found: number[] = [];
  const at = finding?.instruction ?? instructions.findIndex(i => i.section === finding?.section && i.offset === finding?.offset);
  if (!finding || at < 0) return [];
  if (finding.code === 'jump-dest' || finding.code === 'sibling-call-modified-frame' || finding.code === 'uaccess-call') found.push(at);
  for (const steps of [finding.paths?.first ?? [], finding.paths?.second ?? []]) { const last = steps.findLast(step => step !== at); if (last !== undefined) found.push(last); }
  if (finding.function !== undefined) instructions.forEach((instruction, i) => { if (instruction.symbol === finding.function && instruction.next.some(edge => edge.to === at && edge.kind === 'jump')) found.push(i); });
  return [...new Set(found)].flatMap(i => statementOf(analysis, i) ?? []);
}

function isIn(analysis: Analysis, region: Region, offset: number): boolean {
  const line = lineAt(analysis.source, offset);
  return region.startLine <= line && line <= (region.endLine ?? region.lastLine);
}

interface Label { readonly name: string; readonly offset: number }

/** Labels of this file, not for others to see, that no statement names. */
function unusedLabels(analysis: Analysis): Label[] {
  const { statements } = analysis.listing, labels = new Map<string, Label>();
  for (const { kind, name, origin } of statements) {
    if (kind === 'label' && origin.place.file === analysis.source && origin.place.expansion === undefined && !/^\d/.test(name)) labels.set(name, { name, offset: origin.start });
  }
  for (const { kind, rest } of statements) {
    if (kind === 'label' || rest === '') continue;
    for (const word of rest.match(/[\w.$]+/g) ?? []) labels.delete(word);
  }
  return [...labels.values()];
}
