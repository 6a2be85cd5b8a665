// SPDX-License-Identifier: GPL-2.0-or-later
// Cuts one logical line into lexemes, the way gcc does for assembler text: no digraphs, no raw strings, only the prefix `L`, and a quote
// without a partner swallows the rest of the line as one lexeme of kind `other`. Lines are lexed when somebody needs them.

import { backslash, carriageReturn, dot, doubleQuote, isBlank, isDigit, isNameRest, isNameStart, isNumberRest, newline, singleQuote, slash, spliceEnd, star } from './characters.ts';
import type { LogicalLines } from './logicalLines.ts';
import type { Lexeme, LexemeKind } from './tokens.ts';

/** The lexemes of a line; of a directive those behind its name. */
export function lexemesOf(lines: LogicalLines, line: number): readonly Lexeme[] {
  const known = lines.lexemes[line];
  if (known !== undefined) return known;
  const start = lines.directives[line] === 0 ? lines.starts[line]! : lines.operands[line]!;
  const end = lines.ends[line]!, text = lines.source.text;
  const leading = lines.directives[line] === 0 && lines.indented[line]!;
  let lexemes: Lexeme[];
  if (!lines.spliced[line]) lexemes = lex(text, start, end, leading);
  else {
    const joined = joinLines(text, start, end);
    lexemes = lex(joined.text, 0, joined.text.length, leading).map((lexeme) =>
      ({ ...lexeme, start: joined.offsets[lexeme.start]!, end: joined.offsets[lexeme.end - 1]! + 1 }));
  }
  return (lines.lexemes[line] = lexemes);
}

/** The text of a line behind a directive's name with splices taken out, for operands that are not made of lexemes (header names, messages). */
export function operandText(lines: LogicalLines, line: number): { readonly text: string; offsetAt(index: number): number } {
  const start = lines.operands[line]!, end = lines.ends[line]!;
  if (!lines.spliced[line]) return { text: lines.source.text.slice(start, end), offsetAt: (index) => start + index };
  const joined = joinLines(lines.source.text, start, end);
  return { text: joined.text, offsetAt: (index) => joined.offsets[Math.min(index, joined.text.length)]! };
}

export function lex(text: string, start: number, end: number, leadingWhite = false): Lexeme[] {
  const lexemes: Lexeme[] = [];
  let white = leadingWhite;
  let i = start;
  while (i < end) {
    const code = text.charCodeAt(i);
    if (isBlank(code) || code === newline || (code === carriageReturn && text.charCodeAt(i + 1) === newline)) { white = true; i++; continue; }
    if (code === slash) {
      const next = i + 1 < end ? text.charCodeAt(i + 1) : 0;
      if (next === slash) break;
      if (next === star) {
        const close = text.indexOf('*/', i + 2);
        i = close < 0 ? end : close + 2;
        white = true;
        continue;
      }
    }
    const from = i;
    let kind: LexemeKind = 'punctuator';
    if (isNameStart(code)) {
      i++;
      while (i < end && isNameRest(text.charCodeAt(i))) i++;
      kind = 'name';
      const quote = code === 76 && i === from + 1 && i < end ? text.charCodeAt(i) : 0;
      if (quote !== 0 && (quote === doubleQuote || quote === singleQuote)) {
        const close = quoteEnd(text, i, end, quote);
        kind = close < 0 ? 'other' : quote === doubleQuote ? 'string' : 'char';
        i = close < 0 ? end : close;
      }
    } else if (isDigit(code) || (code === dot && i + 1 < end && isDigit(text.charCodeAt(i + 1)))) {
      i = numberEnd(text, i + 1, end);
      kind = 'number';
    } else if (code === doubleQuote || code === singleQuote) {
      const close = quoteEnd(text, i, end, code);
      kind = close < 0 ? 'other' : code === doubleQuote ? 'string' : 'char';
      i = close < 0 ? end : close;
    } else {
      const length = punctuatorLength(text, i, end);
      kind = length === 0 ? 'other' : 'punctuator';
      i += length || (code >= 0xd800 && code < 0xdc00 && i + 1 < end ? 2 : 1);
    }
    lexemes.push({ kind, text: text.slice(from, i), white, start: from, end: i });
    white = false;
  }
  return lexemes;
}

/** Behind the closing quote; -1 when the line ends first. */
function quoteEnd(text: string, open: number, end: number, quote: number): number {
  for (let i = open + 1; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code === quote) return i + 1;
    if (code === backslash) i++;
  }
  return -1;
}

function numberEnd(text: string, from: number, end: number): number {
  let i = from;
  while (i < end) {
    const code = text.charCodeAt(i);
    if (isNumberRest(code)) { i++; continue; }
    if (code !== 43 && code !== 45) break;
    const before = text.charCodeAt(i - 1) | 32;
    if (before !== 101 && before !== 112) break;
    i++;
  }
  return i;
}

const punctuators = new Map<string, readonly string[]>();
for (const p of ['<<=', '>>=', '...', '->', '++', '--', '<<', '>>', '<=', '>=', '==', '!=', '&&', '||', '+=', '-=', '*=', '/=', '%=', '&=', '^=', '|=', '##',
  '#', '=', '!', '>', '<', '+', '-', '*', '/', '%', '&', '|', '^', '~', '?', ':', ',', '(', ')', '[', ']', '{', '}', ';', '.']) {
  punctuators.set(p[0]!, [...(punctuators.get(p[0]!) ?? []), p]);
}

/** Length of the longest operator here; 0 when the character is none. */
function punctuatorLength(text: string, at: number, end: number): number {
  const candidates = punctuators.get(text[at]!);
  if (candidates === undefined) return 0;
  for (let i = 0; i < candidates.length; i++) {
    const candidate = candidates[i]!;
    if (candidate.length === 1 || (at + candidate.length <= end && text.startsWith(candidate, at))) return candidate.length;
  }
  return 0;
}

/** A logical line without its splices, and the offset each character comes from (one more entry for the end). */
function joinLines(text: string, start: number, end: number): { text: string; offsets: Int32Array } {
  let joined = '';
  const offsets = new Int32Array(end - start + 1);
  let i = start, from = start, length = 0;
  while (i < end) {
    if (text.charCodeAt(i) === backslash) {
      const next = spliceEnd(text, i);
      if (next !== 0) { joined += text.slice(from, i); i = from = next; continue; }
    }
    offsets[length++] = i++;
  }
  if (from < end) joined += text.slice(from, end);
  offsets[length] = end;
  return { text: joined, offsets };
}
