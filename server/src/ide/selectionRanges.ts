// SPDX-License-Identifier: GPL-2.0-or-later
// Growing a selection: word, operand, statement, line, block (what folds), file.

import type { Analysis } from '../analysis/analyse.ts';
import { lineAt, lineSpan } from '../base/text.ts';
import { foldingRanges } from './folding.ts';
import { firstEndingBehind, tokenAt, tokensOf, type Token } from './tokens.ts';

export interface Stretch { readonly start: number; readonly end: number }

/** Innermost first; each one holds the one before. */
export function selectionRanges(analysis: Analysis, offset: number): Stretch[] {
  const { source } = analysis;
  const stretches: Stretch[] = [];
  const grow = (start: number, end: number): void => {
    const last = stretches[stretches.length - 1] ?? { start: offset, end: offset };
    if (start <= last.start && end >= last.end && end - start > last.end - last.start) stretches.push({ start, end });
  };
  const token = tokenAt(analysis, source, offset);
  if (token) grow(token.start, token.end);
  const line = lineSpan(source, lineAt(source, offset));
  const statement = statementAround(analysis, offset, line);
  if (statement) { if (statement.operand) grow(statement.operand.start, statement.operand.end); grow(statement.start, statement.end); }
  const text = source.text.slice(line.start, line.end);
  grow(line.start + text.length - text.trimStart().length, line.start + text.trimEnd().length);
  grow(line.start, line.end);
  for (const { first, last } of foldingRanges(analysis).filter(r => r.first <= lineAt(source, offset) && r.last >= lineAt(source, offset)).sort((a, b) => (a.last - a.first) - (b.last - b.first))) {
    grow(lineSpan(source, first).start, lineSpan(source, last).end);
  }
  grow(0, source.text.length);
  return stretches;
}

/** The statement that holds the offset, and which of its operands does. */
function statementAround(analysis: Analysis, offset: number, line: Stretch): (Stretch & { readonly operand: Stretch | undefined }) | undefined {
  const tokens = statementTokens(analysis, offset, line);
  const first = tokens[0], last = tokens[tokens.length - 1];
  if (!first || !last) return undefined;
  const operands = splitAtCommas(analysis.source.text, tokens.slice(1 + Math.max(0, tokens.findIndex(token => heads.has(token.kind)))));
  return { start: first.start, end: last.end, operand: operands.find(o => o.start <= offset && offset <= o.end) };
}

/** The line's tokens without comments, between the `;` around the offset. */
function statementTokens(analysis: Analysis, offset: number, line: Stretch): Token[] {
  const { text } = analysis.source, tokens = tokensOf(analysis);
  let found: Token[] = [];
  for (let i = firstEndingBehind(tokens, line.start); i < tokens.length && tokens[i]!.start < line.end; i++) {
    const token = tokens[i]!, before = found[found.length - 1];
    if (token.kind === 'comment') continue;
    if (before && text.slice(before.end, token.start).includes(';')) {
      if (offset <= before.end) break;
      found = [];
    }
    found.push(token);
  }
  return found;
}

const heads = new Set<Token['kind']>(['mnemonic', 'directive', 'macro', 'gas-macro', 'unknown']);

function splitAtCommas(text: string, tokens: readonly Token[]): Stretch[] {
  const operands: Stretch[] = [];
  let depth = 0, open = false;
  for (const { kind, start, end } of tokens) {
    const character = kind === 'operator' ? text[start] : '';
    if (character === '(') depth++; else if (character === ')') depth--;
    if (character === ',' && depth <= 0) { open = false; continue; }
    if (open) operands[operands.length - 1] = { start: operands[operands.length - 1]!.start, end };
    else { operands.push({ start, end }); open = true; }
  }
  return operands;
}
