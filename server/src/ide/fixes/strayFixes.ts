// SPDX-License-Identifier: GPL-2.0-or-later
// A line too many, or one that slipped out of its place, whatever the finding says of it.
//
//     sub  $8, %rsp                                 push %rbp
//     sub  $8, %rsp      =>   sub  $8, %rsp         SYM_FUNC_START(f)     =>   SYM_FUNC_START(f)
//                                                                                  push %rbp

import type { Analysis } from '../../analysis/analyse.ts';
import { statementOf } from '../../analysis/sites.ts';
import { expansionsOf, shownIn, type Origin } from '../../base/origin.ts';
import { lineAt, lineSpan } from '../../base/text.ts';
import type { PlacedFinding } from '../findings.ts';
import { wayTo } from '../findingWords.ts';
import { regionsOf } from '../regions.ts';
import { removeStatement, statementEnd } from './edits.ts';
import type { ProposedFix } from './fix.ts';

/** Repetitions that are tried. */
const mostRepeated = 3;

/** For every finding of code. */
export function strayFixes(analysis: Analysis, finding: PlacedFinding): ProposedFix[] {
  return [...repeatedLines(analysis, finding), ...slippedLines(analysis, finding), ...strayCall(analysis, finding), ...raggedSection(analysis, finding)];
}

/** The same line twice, in the function or on the way; the nearest first. What moves the stack is balance.ts's affair. */
function repeatedLines(analysis: Analysis, finding: PlacedFinding): ProposedFix[] {
  const lines = linesAround(analysis, finding), found: { line: number; distance: number }[] = [], own = lineAt(analysis.source, finding.origin.start);
  for (const line of lines) {
    const text = textOf(analysis, line);
    if (text !== '' && /^(?:\d+:)?\s*[A-Za-z_.]/.test(text) && !/^(?:\.|nop|RET\b|ret\b|#)/.test(text) && !text.endsWith('\\') && textOf(analysis, line - 1) === text) found.push({ line, distance: Math.abs(own - line) });
  }
  return found.sort((a, b) => a.distance - b.distance).slice(0, mostRepeated).map(({ line }, i) => {
    const { start, end } = spanOf(analysis, line);
    return { title: `Remove the second \`${textOf(analysis, line)}'`, edits: [removeStatement(analysis, start, end)], mendsCode: true, confirmed: true, rank: 0.2 + i * 0.4 };
  });
}

/** Lines of the functions that the finding speaks of, through which its way leads. */
function linesAround(analysis: Analysis, { origin, finding }: PlacedFinding): Set<number> {
  const lines = new Set<number>(), { instructions } = analysis.checked;
  const add = (line: number) => {
    const region = regionsOf(analysis).find(r => r.startLine <= line && line <= (r.endLine ?? r.lastLine));
    for (let l = region?.startLine ?? line; l <= (region ? region.endLine ?? region.lastLine : line + 1); l++) lines.add(l);
  };
  add(lineAt(analysis.source, origin.start));
  if (finding?.instruction === undefined) return lines;
  const way = finding.paths ? [...finding.paths.first, ...finding.paths.second] : wayTo(analysis, finding.instruction);
  for (const i of way) {
    const statement = instructions[i] && statementOf(analysis, i), shown = statement && shownIn(analysis.source, statement.origin);
    if (!shown) continue;
    lines.add(lineAt(analysis.source, shown.start)).add(lineAt(analysis.source, shown.start) + 1);
  }
  return lines;
}

/** A line of code right in front of a function's beginning or right behind its end. */
function slippedLines(analysis: Analysis, finding: PlacedFinding): ProposedFix[] {
  const own = lineAt(analysis.source, outermostCall(analysis, finding)?.start ?? finding.origin.start), name = finding.finding?.function ?? finding.symbol?.replace(/\+0x.*$/, '');
  const fixes: ProposedFix[] = [];
  for (const region of regionsOf(analysis)) {
    const near = region.name === name || (region.startLine - 1 <= own && own <= (region.endLine ?? region.lastLine) + 1);
    if (!near) continue;
    for (const [edge, outside] of [[region.startLine, region.startLine - 1], [region.endLine, (region.endLine ?? 0) + 1]] as const) {
      if (edge === undefined || outside < 0 || !isCode(textOf(analysis, outside))) continue;
      const a = spanOf(analysis, outside), b = spanOf(analysis, edge), text = (span: { start: number; end: number }) => analysis.source.text.slice(span.start, span.end);
      fixes.push({ title: `Move \`${textOf(analysis, outside)}' into ${region.name}`, edits: [{ ...a, text: text(b) }, { ...b, text: text(a) }], mendsCode: true, confirmed: true, rank: 0.3 });
    }
  }
  return fixes;
}

function isCode(text: string): boolean {
  return /^(?:\d+:\s*)?(?:[a-z]\w*(?:\s|$)|(?:RET|UNWIND_HINT_\w+|ANNOTATE_\w+|FRAME_\w+|ENDBR|ASM_\w+)\b)/.test(text) && !text.endsWith('\\') && !text.startsWith('.');
}

/** Dead code that belongs to no symbol and came out of one line: that line stands outside of what it was written for. */
function strayCall(analysis: Analysis, finding: PlacedFinding): ProposedFix[] {
  const instruction = finding.finding?.instruction;
  if (finding.code !== 'unreachable' || instruction === undefined || analysis.checked.instructions[instruction]?.symbol !== undefined) return [];
  const call = outermostCall(analysis, finding);
  if (!call) return [];
  const end = statementEnd(analysis, call.start, call.end);
  return [{ title: `Remove \`${analysis.source.text.slice(call.start, end).replace(/\s+/g, ' ').trim()}', which stands outside of all symbols`, edits: [removeStatement(analysis, call.start, end)], mendsCode: true, confirmed: true, rank: 0.5 }];
}

/** The line of the file itself that the finding's instruction came out of. */
function outermostCall(analysis: Analysis, { finding }: PlacedFinding): Origin | undefined {
  const origin = finding?.instruction === undefined ? undefined : statementOf(analysis, finding.instruction)?.origin;
  return origin && [...expansionsOf(origin.place)].map(e => e.call).filter(call => call.place.file === analysis.source && call.place.expansion === undefined).at(-1);
}

/** A section of entries of one size: code that slipped into it, or an entry's line twice. */
function raggedSection(analysis: Analysis, { code }: PlacedFinding): ProposedFix[] {
  if (code !== 'elf-update') return [];
  return analysis.object.sections.filter(section => section.entsize > 0 && section.size % section.entsize !== 0).flatMap(section => section.spans.flatMap(({ statement }, i): ProposedFix[] => {
    const { origin } = statement, before = section.spans[i - 1]?.statement;
    const isTwice = before?.source.text === statement.source.text;
    if (origin.place.file !== analysis.source || (statement.kind !== 'instruction' && !isTwice)) return [];
    const end = statementEnd(analysis, origin.start, origin.end), text = analysis.source.text.slice(origin.start, end).replace(/\s+/g, ' ');
    return [{ title: isTwice ? `Remove the second \`${text}'` : `Remove \`${text}', code among the data of ${section.name}`, edits: [removeStatement(analysis, origin.start, end)], mendsCode: true, confirmed: true, rank: isTwice ? 0.4 : 0.2 }];
  })).slice(0, 6);
}

function spanOf(analysis: Analysis, line: number): { start: number; end: number } { return lineSpan(analysis.source, line); }

/** Without comments and outer white space; '' for lines that are not there. */
function textOf(analysis: Analysis, line: number): string {
  if (line < 0 || line >= analysis.source.lineStarts.length) return '';
  const { start, end } = spanOf(analysis, line);
  return analysis.source.text.slice(start, end).replace(/\/\*.*?\*\/|\/\/.*$|\s#\s.*$/g, '').trim().replace(/\s+/g, ' ');
}
