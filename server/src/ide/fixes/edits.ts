// SPDX-License-Identifier: GPL-2.0-or-later
// Edits of whole lines and statements, in the style of the lines around them.

import type { Analysis } from '../../analysis/analyse.ts';
import { lineAt, lineSpan } from '../../base/text.ts';

/** Replaces [start, end) of the file that is looked at. */
export interface Edit { readonly start: number; readonly end: number; readonly text: string }

export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = text;
  for (const edit of [...edits].sort((a, b) => b.start - a.start)) result = result.slice(0, edit.start) + edit.text + result.slice(edit.end);
  return result;
}

/** An edit that puts lines in front of the line at `offset`, indented like it; a label there stays in front of them. */
export function insertBefore(analysis: Analysis, offset: number, lines: readonly string[]): Edit {
  const { start } = lineSpan(analysis.source, lineAt(analysis.source, offset));
  return { start, end: start, text: lines.map(line => `${indentAt(analysis, offset)}${line}\n`).join('') };
}

/**
 * In front of the statement itself: when a label stands before it on its line, the line is split behind the label so that jumps to
 * the label pass the inserted lines too.
 */
export function insertBeforeStatement(analysis: Analysis, offset: number, lines: readonly string[]): Edit {
  const text = analysis.source.text;
  const { start } = lineSpan(analysis.source, lineAt(analysis.source, offset));
  const head = text.slice(start, offset);
  if (head.trim() === '') return insertBefore(analysis, offset, lines);
  const indent = indentAt(analysis, offset);
  return { start: start + head.trimEnd().length, end: offset, text: `\n${lines.map(line => `${indent}${line}\n`).join('')}${indent}` };
}

/** Behind the line that holds `offset`. */
export function insertBehind(analysis: Analysis, offset: number, lines: readonly string[], indent = indentAt(analysis, offset)): Edit {
  const { source } = analysis;
  const next = source.lineStarts[lineAt(source, offset) + 1];
  const text = lines.map(line => `${indent}${line}\n`).join('');
  return next === undefined ? { start: source.text.length, end: source.text.length, text: `\n${text}` } : { start: next, end: next, text };
}

/** Takes a statement out; its line too, if nothing else stands there. */
export function removeStatement(analysis: Analysis, start: number, end: number): Edit {
  const { source } = analysis, span = lineSpan(source, lineAt(source, start)), last = lineSpan(source, lineAt(source, end));
  const before = source.text.slice(span.start, start), behind = source.text.slice(end, last.end);
  if (before.trim() === '' && /^\s*(?:[#;].*|\/\/.*|\/\*.*\*\/\s*)?$/.test(behind)) return { start: span.start, end: source.lineStarts[lineAt(source, end) + 1] ?? source.text.length, text: '' };
  // Of `a; b` the separator goes along.
  const separator = /^\s*;\s*/.exec(behind)?.[0].length ?? 0;
  return { start, end: end + separator, text: '' };
}

/** Where a statement really ends: operands that came out of a macro of cpp are spelled elsewhere. */
export function statementEnd({ source: { text } }: Analysis, start: number, end: number): number {
  let at = end, depth = 0, quoted = false;
  // A statement inside a macro's string argument ends with the string.
  const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start), inString = before.split('"').length % 2 === 0;
  for (; at < text.length; at++) {
    const c = text[at]!;
    if (inString && c === '"') break;
    if (c === '\n' || (!quoted && depth <= 0 && (c === ';' || (c === '/' && (text[at + 1] === '*' || text[at + 1] === '/')) || (c === '#' && /\s/.test(text[at - 1] ?? ' '))))) break;
    if (c === '"') quoted = !quoted;
    else if (!quoted && c === '(') depth++;
    else if (!quoted && c === ')') depth--;
  }
  while (at > end && /[\s\\]/.test(text[at - 1]!)) at--;
  return Math.max(at, start);
}

/** The white space that statements around here begin with. */
export function indentAt(analysis: Analysis, offset: number): string {
  const text = analysis.source.text;
  const { start, end } = lineSpan(analysis.source, lineAt(analysis.source, offset));
  const match = /^[ \t]+(?=\S)/.exec(text.slice(start, end));
  return match ? match[0] : '\t';
}

/** `pop %rbx` with the white space of the lines here: a tab or a blank behind the mnemonic. */
export function spelled(analysis: Analysis, offset: number, instruction: string): string {
  const line = analysis.source.text.slice(...spanOf(analysis, offset));
  const gap = /^\s*(?:[\w.$]+:\s*)?[a-z]\w*([ \t]+)\S/.exec(line)?.[1];
  return gap === undefined ? instruction.replace(' ', '\t') : instruction.replace(' ', gap.includes('\t') ? '\t' : ' ');
}

function spanOf(analysis: Analysis, offset: number): [number, number] {
  const { start, end } = lineSpan(analysis.source, lineAt(analysis.source, offset));
  return [start, end];
}
