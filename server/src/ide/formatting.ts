// SPDX-License-Identifier: GPL-2.0-or-later
// The columns of instructions, on request: tabs in front of the mnemonic, one tab behind it, one blank behind each comma, nothing at the
// line's end. Only blanks change, only on lines of one plain instruction; macro calls, directives, comments and everything that cpp reads
// stay as their author left them. The formatted file is analysed again: unless the object is the same, nothing is changed.

import { analyse, type Analysis, type Inputs } from '../analysis/analyse.ts';
import { lineSpan } from '../base/text.ts';
import { edited, objectDifference } from './rename.ts';
import { firstEndingBehind, tokensOf, type Token } from './tokens.ts';

export interface FormattingEdit { readonly start: number; readonly end: number; readonly text: string }

/** Lines count from 0; both ends are formatted. */
export function formatting(analysis: Analysis, first = 0, last = Infinity, reanalyse: (inputs: Inputs) => Analysis = inputs => analyse(inputs)): FormattingEdit[] {
  const { source } = analysis, edits: FormattingEdit[] = [];
  for (let line = first; line <= last && line < source.lineStarts.length; line++) edits.push(...lineEdits(analysis, line));
  if (edits.length === 0) return [];
  const after = reanalyse(edited(analysis, edits.map(edit => ({ ...edit, file: source }))));
  return objectDifference(analysis.object, after.object, name => name) === undefined ? edits : [];
}

function lineEdits(analysis: Analysis, line: number): FormattingEdit[] {
  const { source } = analysis, { text } = source, { start, end } = lineSpan(source, line);
  const before = line > 0 ? lineSpan(source, line - 1) : undefined;
  // Lines that cpp joins are one line to it, and mostly the body of a #define.
  if (text[end - 1] === '\\' || (before && text[before.end - 1] === '\\') || text.slice(start, end).includes(';')) return [];
  const tokens: Token[] = [], all = tokensOf(analysis);
  for (let i = firstEndingBehind(all, start); i < all.length && all[i]!.start < end; i++) tokens.push(all[i]!);
  const head = tokens.findIndex(token => token.kind === 'mnemonic');
  if (head < 0 || tokens.some(({ kind, start: from, end: to }) => from < start || to > end || kind === 'cpp-directive' || kind === 'string')) return [];
  const labels = tokens.slice(0, head);
  if (labels.some(({ kind, start: from }) => kind !== 'label' && kind !== 'numeric-label' && text[from] !== ':')) return [];
  // `rep movsb`, `lock cmpxchg`: the last mnemonic has the operands.
  let mnemonic = head;
  while (tokens[mnemonic + 1]?.kind === 'mnemonic') mnemonic++;
  const operands = tokens.slice(mnemonic + 1).filter(token => token.kind !== 'comment'), edits: FormattingEdit[] = [];
  const blanks = (from: number, to: number, wanted: string): void => { if (text.slice(from, to) !== wanted && /^[ \t]*$/.test(text.slice(from, to))) edits.push({ start: from, end: to, text: wanted }); };
  if (labels.length === 0) blanks(start, tokens[head]!.start, indentation(text.slice(start, tokens[head]!.start)));
  if (operands[0]) blanks(tokens[mnemonic]!.end, operands[0].start, '\t');
  let depth = 0;
  for (let i = operands[0]?.start ?? end; i < (operands[operands.length - 1]?.end ?? end); i++) {
    const c = text[i];
    if (c === '(') depth++; else if (c === ')') depth--;
    if (c !== ',' || depth > 0 || tokens.some(token => token.start <= i && i < token.end && token.kind === 'comment')) continue;
    let from = i, to = i + 1;
    while (text[from - 1] === ' ' || text[from - 1] === '\t') from--;
    while (text[to] === ' ' || text[to] === '\t') to++;
    blanks(from, i, '');
    blanks(i + 1, to, ' ');
  }
  let trimmed = end;
  while (trimmed > start && (text[trimmed - 1] === ' ' || text[trimmed - 1] === '\t')) trimmed--;
  blanks(trimmed, end, '');
  return edits;
}

/** As many tabs as the blanks are wide, at least one: nested `.if` bodies stay nested. */
function indentation(blanks: string): string {
  let width = 0;
  for (const c of blanks) width = c === '\t' ? (width | 7) + 1 : width + 1;
  return '\t'.repeat(Math.max(1, Math.round(width / 8)));
}
