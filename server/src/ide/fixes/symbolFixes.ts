// SPDX-License-Identifier: GPL-2.0-or-later
// Symbols that do not end, or end as something else.
//
//   SYM_FUNC_START(f)               SYM_FUNC_START(f)
//       ret               =>            ret
//                                   SYM_FUNC_END(f)

import type { Analysis } from '../../analysis/analyse.ts';
import { statementOf } from '../../analysis/sites.ts';
import { lineAt, lineSpan } from '../../base/text.ts';
import type { PlacedFinding } from '../findings.ts';
import { regionsOf, type Region } from '../regions.ts';
import type { ProposedFix } from './fix.ts';

/** For every finding of code whose region is not ended, or ended as something else; most findings are only its consequence. */
export function symbolFixes(analysis: Analysis, finding: PlacedFinding): ProposedFix[] {
  const regions = regionsOf(analysis), fixes: ProposedFix[] = [];
  const line = lineAt(analysis.source, finding.origin.start);
  const named = /([\w.$]+)\(\)/.exec(finding.finding?.words ?? finding.message)?.[1]
    ?? /^call\w*\s+([\w.$]+)$/.exec(calledText(analysis, finding))?.[1];
  const holding = symbolAt(analysis, finding);
  for (const region of regions) {
    const concerned = region.name === named || region.name === finding.finding?.function || region.name === holding || (region.startLine <= line && line <= (region.endLine ?? region.lastLine));
    if (!concerned) continue;
    if (region.endLine === undefined) fixes.push(ending(analysis, region));
    else if (region.endWord !== region.fittingEnd) fixes.push(otherEnd(analysis, region), ...otherStart(analysis, region));
  }
  return fixes;
}

/** The name of the nearest label of a region in front of it, as the object has it: the code may have come out of a macro. */
function symbolAt({ object, checked }: Analysis, { finding }: PlacedFinding): string | undefined {
  const at = finding?.instruction === undefined ? finding : checked.instructions[finding.instruction];
  if (at?.section === undefined || at.offset === undefined) return undefined;
  let nearest: { name: string; value: number } | undefined;
  for (const symbol of object.symbols) {
    if (symbol.section === at.section && symbol.value <= at.offset && symbol.type !== 'SECTION' && symbol.name !== '' && (!nearest || symbol.value > nearest.value)) nearest = symbol;
  }
  return nearest?.name;
}

function calledText(analysis: Analysis, { finding }: PlacedFinding): string { return finding?.instruction === undefined ? '' : statementOf(analysis, finding.instruction)?.source.text ?? ''; }

function ending(analysis: Analysis, region: Region): ProposedFix {
  const { source } = analysis;
  let last = region.lastLine;
  while (last + 1 < source.lineStarts.length && source.text[lineSpan(source, last).end - 1] === '\\') last++;
  const { end } = lineSpan(source, last), next = source.lineStarts[last + 1];
  const text = `${region.fittingEnd}(${region.name})`;
  return {
    title: `End the symbol: \`${text}'`, mendsCode: true, confirmed: true, symbols: true, rank: 0,
    edits: [next === undefined ? { start: end, end, text: `\n${text}\n` } : { start: next, end: next, text: `${text}\n` }],
  };
}

/** SYM_FUNC_START that SYM_CODE_END closes, and the other way round: hints and data in it speak for code. */
function otherStart(analysis: Analysis, region: Region): ProposedFix[] {
  const is = /^SYM_(?:FUNC|CODE)/.exec(region.startWord)?.[0], want = /^SYM_(?:FUNC|CODE)/.exec(region.endWord ?? '')?.[0];
  if (is === undefined || want === undefined) return [];
  const { start, end } = lineSpan(analysis.source, region.startLine), line = analysis.source.text.slice(start, end), at = start + line.indexOf(is);
  const body = bodyOf(analysis, region);
  const isCode = /UNWIND_HINT|\biret|\bsysret/.test(body) || !/\b(?:RET|ret)\b/.test(body);
  return [{ title: `Begin it as it ends: \`${want}_START'`, mendsCode: true, confirmed: true, rank: isCode === (want === 'SYM_CODE') ? 0 : 0.2, edits: [{ start: at, end: at + is.length, text: want }] }];
}

/** SYM_CODE_START ... SYM_FUNC_END around a return, or as elsewhere in this file. */
function isUsual(analysis: Analysis, region: Region): boolean {
  if (!region.startWord.startsWith('SYM_CODE')) return false;
  return /^\s*(?:RET|ret)\b/m.test(bodyOf(analysis, region)) || regionsOf(analysis).some(other => other !== region && other.startWord.startsWith('SYM_CODE') && other.endWord === region.endWord);
}

function bodyOf(analysis: Analysis, region: Region): string { return analysis.source.text.slice(lineSpan(analysis.source, region.startLine).end, analysis.source.lineStarts[region.endLine ?? region.lastLine]); }

function otherEnd(analysis: Analysis, region: Region): ProposedFix {
  const { start, end } = lineSpan(analysis.source, region.endLine!), line = analysis.source.text.slice(start, end);
  const at = start + line.indexOf(region.endWord!);
  return {
    // Code that ends as a function is a way to begin one without ENDBR and alignment.
    title: `End it as it begins: \`${region.fittingEnd}'`, mendsCode: true, confirmed: true, symbols: true, rank: isUsual(analysis, region) ? 2.5 : 0.1,
    edits: [{ start: at, end: at + region.endWord!.length, text: region.fittingEnd }],
  };
}
