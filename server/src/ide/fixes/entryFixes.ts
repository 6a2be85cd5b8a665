// SPDX-License-Identifier: GPL-2.0-or-later
// Beginnings and ends of symbols in the words of another generation of kernels: ENTRY and ENDPROC until 5.5, SYM_* since.
//
//     ENTRY(f)                SYM_FUNC_START(f)
//         ret           =>        ret
//     ENDPROC(f)              SYM_FUNC_END(f)

import type { Analysis } from '../../analysis/analyse.ts';
import { lineAt, lineSpan } from '../../base/text.ts';
import type { PlacedFinding } from '../findings.ts';
import type { Edit } from './edits.ts';
import type { ProposedFix } from './fix.ts';
import { hasMacro } from './vocabulary.ts';

interface Word { readonly line: number; readonly word: string; readonly name: string }

/** By what ends a symbol: what begins and ends it in the other words. */
const newWords: Readonly<Record<string, readonly [string, string]>> = { ENDPROC: ['SYM_FUNC_START', 'SYM_FUNC_END'], END: ['SYM_CODE_START', 'SYM_CODE_END'] };
const oldEnds: Readonly<Record<string, string>> = { SYM_FUNC_END: 'ENDPROC', SYM_CODE_END: 'END' };

/** For statements that as does not know. */
export function entryFixes(analysis: Analysis, finding: PlacedFinding): ProposedFix[] {
  const { source } = analysis, own = wordAt(analysis, lineAt(source, finding.origin.start));
  if (!own || hasMacro(analysis, own.word)) return [];
  const all: Word[] = [];
  for (let line = 0; line < source.lineStarts.length; line++) { const word = wordAt(analysis, line); if (word?.name === own.name) all.push(word); }
  const end = all.find(word => newWords[word.word] || oldEnds[word.word])?.word;
  const edits: Edit[] = [], said: string[] = [];
  for (const each of all) {
    const to = translated(each, end);
    if (to === undefined || hasMacro(analysis, each.word) || !hasMacro(analysis, /^\w+/.exec(to)![0])) continue;
    const { start, end: lineEnd } = lineSpan(source, each.line), text = source.text.slice(start, lineEnd), at = start + text.indexOf(each.word), close = start + text.indexOf(')', text.indexOf(each.word)) + 1;
    edits.push({ start: at, end: close, text: to });
    said.push(to);
  }
  return edits.length > 0 ? [{ title: `Write ${said.map(text => `\`${text}'`).join(' and ')}`, edits, mendsCode: true, confirmed: true, rank: 0 }] : [];
}

function translated({ word, name }: Word, end: string | undefined): string | undefined {
  const pair = newWords[end ?? 'ENDPROC'];
  switch (word) {
    case 'ENTRY': return pair && `${pair[0]}(${name})`;
    case 'WEAK': return pair && `${pair[0]}_WEAK(${name})`;
    case 'ENDPROC': case 'END': return `${newWords[word]![1]}(${name})`;
    case 'GLOBAL': return `SYM_INNER_LABEL(${name}, SYM_L_GLOBAL)`;
    case 'SYM_FUNC_END': case 'SYM_CODE_END': return `${oldEnds[word]!}(${name})`;
    default: return /^SYM_(?:TYPED_)?(?:FUNC|CODE)_START(?:_NOALIGN)?$/.test(word) ? `ENTRY(${name})` : /^SYM_FUNC_START_WEAK/.test(word) ? `WEAK(${name})` : undefined;
  }
}

function wordAt(analysis: Analysis, line: number): Word | undefined {
  const { start, end } = lineSpan(analysis.source, line);
  const match = /^\s*(ENTRY|ENDPROC|END|WEAK|GLOBAL|SYM_\w+)\s*\(\s*([\w.$]+)\s*[,)]/.exec(analysis.source.text.slice(start, end));
  return match ? { line, word: match[1]!, name: match[2]! } : undefined;
}
