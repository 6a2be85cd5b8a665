// SPDX-License-Identifier: GPL-2.0-or-later
// A register that may not be used for this: rbp for arithmetic under frame pointers, rax to remember the stack pointer. Another one that the
// function leaves alone takes its place everywhere in it.

import type { Analysis } from '../../analysis/analyse.ts';
import { lineAt, lineSpan } from '../../base/text.ts';
import type { PlacedFinding } from '../findings.ts';
import { regionsOf } from '../regions.ts';
import type { ProposedFix } from './fix.ts';

/** For bp-scratch: callee-saved like rbp. */
export function scratchFixes(analysis: Analysis, finding: PlacedFinding): ProposedFix[] { return renamed(analysis, finding, ['rbp'], ['rbx', 'r12', 'r13', 'r14', 'r15']); }

/** For orc-unknown-cfa: ORC can count from r10 and r13. */
export function countableFixes(analysis: Analysis, finding: PlacedFinding): ProposedFix[] { return renamed(analysis, finding, ['rax', 'rcx', 'rsi', 'r8', 'r9', 'r11'], ['r10', 'r13']); }

function renamed(analysis: Analysis, finding: PlacedFinding, from: readonly string[], to: readonly string[]): ProposedFix[] {
  const { source } = analysis, line = lineAt(source, finding.origin.start);
  const region = regionsOf(analysis).find(r => r.startLine <= line && line <= (r.endLine ?? r.lastLine)) ?? regionsOf(analysis).find(r => r.name === finding.finding?.function);
  if (!region) return [];
  const start = source.lineStarts[region.startLine]!, text = source.text.slice(start, lineSpan(source, region.endLine ?? region.lastLine).end);
  const other = to.find(name => !patternOf(name).test(text));
  if (other === undefined) return [];
  return from.flatMap((name): ProposedFix[] => {
    const edits = [...text.matchAll(patternOf(name, 'g'))].map(match => ({ start: start + match.index, end: start + match.index + match[0].length, text: sized(match[0], name, other) }));
    return edits.length === 0 || (from.length > 1 && !new RegExp(`%rsp\\)?,\\s*%${name}\\b`).test(text)) ? [] : [{ title: `Use %${other} instead of %${name} in ${region.name}`, edits, mendsCode: true, confirmed: true, rank: 1 }];
  });
}

/** The register in all its sizes. */
function patternOf(name: string, flags = ''): RegExp {
  const low = name.slice(1);
  return new RegExp(/^\d/.test(low) ? `%${name}[dwb]?\\b` : `%(?:[re]?${low}|${low[0]!}l|${low}l)\\b`, flags);
}

/** %ebp as %r12d, %ebx ... */
function sized(spelled: string, from: string, to: string): string {
  const low = from.slice(1), wide = /^\d/.test(low) ? /[dwb]$/.exec(spelled)?.[0] ?? 'q' : spelled === `%${from}` ? 'q' : spelled.startsWith('%e') ? 'd' : spelled.endsWith('l') ? 'b' : 'w';
  if (/^r\d/.test(to)) return `%${to}${wide === 'q' ? '' : wide}`;
  const short = to.slice(1);
  return wide === 'q' ? `%${to}` : wide === 'd' ? `%e${short}` : wide === 'w' ? `%${short}` : `%${short[0]!}l`;
}
