// SPDX-License-Identifier: GPL-2.0-or-later
// Growing a selection: word, operand, statement, line, block (what folds), file.

import type { Analysis } from '../analysis/analyse.ts';
import { lineAt, lineSpan } from '../base/text.ts';
import { foldingRanges } from './folding.ts';
import { firstEndingBehind, tokenAt, tokensOf } from './tokens.ts';

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

/** Tokens of the line between separators, and between the commas around the offset. */
function statementAround(analysis: Analysis, offset: number, line: Stretch): (Stretch & { operand: Stretch | undefined }) | undefined {
  const { text } = analysis.source, tokens = tokensOf(analysis);
  let start = -1, end = -1, operandStart = -1, operandEnd = -1, depth = 0, done = false;
  for (let i = firstEndingBehind(tokens, line.start); i < tokens.length && tokens[i]!.start < line.end; i++) {
    const token = tokens[i]!;
    if (token.kind === 'comment') continue;
    if (start >= 0 && text.slice(end, token.start).includes(';')) {
      if (offset <= end) { done = true; break; }
      start = operandStart = -1;
    }
    if (start < 0) { start = token.start; end = token.end; continue; }
    const character = token.kind === 'operator' ? text[token.start] : '';
    if (character === '(') depth++; else if (character === ')') depth--;
    if (character === ',' && depth <= 0) { if (offset > token.start) operandStart = operandEnd = -1; else if (operandEnd < 0 || operandEnd < offset) operandEnd = operandEnd < 0 ? end : operandEnd; if (offset <= token.start && operandStart >= 0 && operandEnd < 0) operandEnd = token.start; end = token.end; if (offset <= token.start) { depth = 1000; } continue; }
    if (operandStart < 0 && depth < 1000) operandStart = token.start;
    if (depth < 1000) operandEnd = token.end;
    end = token.end;
  }
  if (start < 0 || (!done && offset > end)) return start < 0 ? undefined : { start, end, operand: undefined };
  return { start, end, operand: operandStart >= 0 && operandStart <= offset && operandEnd >= offset ? { start: operandStart, end: operandEnd } : undefined };
}
