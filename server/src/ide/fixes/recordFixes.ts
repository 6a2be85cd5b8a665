// SPDX-License-Identifier: GPL-2.0-or-later
// Records that objtool cannot read: written by hand, or by a macro that got a wrong label.
//
//     _ASM_EXTABLE(1b + 1, 2b)          =>    _ASM_EXTABLE(1b, 2b)
//     .pushsection .discard.x; .long 0; .popsection    =>    (nothing)

import type { Analysis } from '../../analysis/analyse.ts';
import { expansionsOf } from '../../base/origin.ts';
import { lineAt, lineSpan } from '../../base/text.ts';
import type { Statement } from '../../gas/statement.ts';
import type { PlacedFinding } from '../findings.ts';
import { removeStatement, statementEnd } from './edits.ts';
import type { ProposedFix } from './fix.ts';

/** For findings about hints, annotations and tables, and about sections that exist already. */
export function recordFixes(analysis: Analysis, finding: PlacedFinding): ProposedFix[] {
  const fixes: ProposedFix[] = [], seen = new Set<number>();
  for (const { start, end } of placesOf(analysis, finding)) {
    if (seen.has(start)) continue;
    seen.add(start);
    const text = analysis.source.text.slice(start, end);
    for (const match of text.matchAll(/(\b\d+[bf]|[.\w]+)\s*[+-]\s*\d+\b/g)) {
      const at = start + match.index;
      fixes.push({ title: `Write \`${match[1]!}' instead of \`${match[0]}'`, edits: [{ start: at, end: at + match[0].length, text: match[1]! }], mendsCode: true, confirmed: true, rank: 0.5 });
    }
    fixes.push({ title: `Remove \`${shortened(text)}'`, edits: [removeStatement(analysis, start, end)], mendsCode: true, confirmed: true, rank: 1.5 });
  }
  return fixes;
}

/** Where records of the kind are written in this file: the block around a statement, the call it came out of, or itself. */
function placesOf(analysis: Analysis, finding: PlacedFinding): { start: number; end: number }[] {
  return recordStatements(analysis, finding).flatMap(({ origin }) => {
    const call = [...expansionsOf(origin.place)].map(e => e.call).filter(c => c.place.file === analysis.source).at(-1);
    if (call) return [{ start: call.start, end: statementEnd(analysis, call.start, call.end) }];
    return origin.place.file === analysis.source ? [blockAround(analysis, origin.start, origin.end)] : [];
  });
}

/** From .pushsection to .popsection, on one line or several. */
function blockAround({ source: { text } }: Analysis, start: number, end: number): { start: number; end: number } {
  const from = text.lastIndexOf('.pushsection', start), closed = text.lastIndexOf('.popsection', start), to = text.indexOf('.popsection', end);
  return from < 0 || closed > from || to < 0 ? { start, end } : { start: from, end: to + '.popsection'.length };
}

/** Statements whose bytes stand in the section that is meant, the one where the finding stands first. */
function recordStatements(analysis: Analysis, { code, origin, finding }: PlacedFinding): Statement[] {
  const wanted = sectionsOf[code] ?? (code === 'sites-present' ? [/already has (\S+?)(?: section)?,/.exec(finding?.words ?? '')?.[1] ?? ''] : []);
  const sections = analysis.object.sections.filter(section => wanted.some(name => section.name === name || (name !== '' && section.name.startsWith(`${name}.`))));
  const statements = sections.flatMap(section => section.spans.filter(({ offset }) => code !== 'table-reloc' || !section.relocations.some(r => r.offset === offset)).map(span => span.statement));
  const own = analysis.listing.statements.find(s => s.origin === origin);
  const line = lineAt(analysis.source, origin.start), distance = (s: Statement) => s.origin.place.file === analysis.source ? Math.abs(lineAt(analysis.source, s.origin.start) - line) : 1e9;
  const isOdd = (s: Statement) => /(?:\b\d+[bf]|[.A-Za-z_]\w*)\s*\+\s*\d/.test(s.rest) || s.origin.place.expansion === undefined;
  return [...own ? [own] : [], ...statements.sort((a, b) => Number(isOdd(b)) - Number(isOdd(a)) || distance(a) - distance(b)).slice(0, 8)];
}

const sectionsOf: Readonly<Record<string, readonly string[]>> = {
  'hint-no-reloc': ['.discard.unwind_hints'], 'hint-size': ['.discard.unwind_hints'], 'hint-reloc-sym': ['.discard.unwind_hints', '.discard.reachable', '.discard.noendbr', '.discard.retpoline_safe'],
  'reachable-insn': ['.discard.reachable', '.discard.annotate_insn'], 'table-size': ['__ex_table', '.altinstructions', '__jump_table'], 'table-reloc': ['.altinstructions', '__ex_table', '__jump_table'],
  'table-orig': ['__ex_table', '.altinstructions', '__jump_table'], 'table-new': ['__ex_table', '.altinstructions', '__jump_table'], 'alt-overlap': ['.altinstructions'], 'jump-label-insn': ['__jump_table'],
};

export const recordCodes: readonly string[] = [...Object.keys(sectionsOf), 'sites-present'];

function shortened(text: string): string {
  const bare = text.replace(/\s+/g, ' ').trim();
  return bare.length > 50 ? `${bare.slice(0, 47)}...` : bare;
}

/** For alt-empty, alt-jump-end and crash-end-after-empty-alt. */
export function emptyAlternativeFixes(analysis: Analysis, finding: PlacedFinding): ProposedFix[] {
  const { source } = analysis;
  for (let line = lineAt(source, finding.origin.start), left = 40; line >= 0 && left > 0; line--, left--) {
    const { start, end } = lineSpan(source, line), text = source.text.slice(start, end), at = text.search(/\bALTERNATIVE\w*\b/);
    if (at < 0) continue;
    const own = { start: start + at, end: statementEnd(analysis, start + at, start + at + 1) };
    if (finding.code === 'alt-empty') {
      if (!/ALTERNATIVE\w*\s+""\s*,\s*""/.test(text)) continue;
      return [{ title: `Remove \`${shortened(text)}'`, edits: [removeStatement(analysis, own.start, own.end)], mendsCode: true, confirmed: true, rank: 0.5 }];
    }
    const next = source.lineStarts[lineAt(source, own.end) + 1] ?? source.text.length;
    return [{ title: 'Insert `ud2\' behind the alternative: its versions end where nothing follows', edits: [{ start: next, end: next, text: '\tud2\n' }], mendsCode: true, confirmed: true, rank: 0.5 }];
  }
  return [];
}
