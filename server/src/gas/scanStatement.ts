// SPDX-License-Identifier: GPL-2.0-or-later
// The first look at a scrubbed line: where its next statement, label or assignment lies, and of which kind it is. Nothing is copied
// but names; a Statement makes its mapped source and its origin only when somebody asks, since most are never asked.

import { originOf, sliceMapped } from '../base/origin.ts';
import type { MappedText, Origin } from '../base/origin.ts';
import { isBlank, isDigit, isNameStart, skipBlanks } from './characters.ts';
import { inOneLine, withoutOperands } from './ownDirectives.ts';
import { endOfString } from './endOfString.ts';
import { readerOf, takeName } from './reader.ts';
import type { Statement } from './statement.ts';

export interface Scanned {
  readonly kind: Statement['kind'] | 'empty';
  /** Labels and assigned symbols as written; the first word of a directive or an instruction in lower case. */
  readonly name: string;
  readonly operator?: '==';
  /** Operands, as Statement has them. */
  readonly rest: string;
  /** Of an instruction: `name rest`, or the name alone. */
  readonly text: string | undefined;
  readonly start: number;
  /** Where the operands begin; equal to `end` if there are none. */
  readonly restAt: number;
  /** Behind the last character that is no blank. */
  readonly end: number;
  /** Where scanning goes on: behind a label's colon or behind the separator. */
  readonly next: number;
}

/** What begins at `at`. A line's end counts as the end of a statement. */
export function scanStatement(text: string, at: number): Scanned {
  const start = skipBlanks(text, at), code = start < text.length ? text.charCodeAt(start) : 59;
  if (code === 59) return { kind: 'empty', name: '', rest: '', text: undefined, start, restAt: start, end: start, next: start + 1 };

  // A comment, in front of which the scrubber saw an operand.
  if (code === 47 || code === 35) { const { next } = statementEnd(text, start); return { kind: 'empty', name: '', rest: '', text: undefined, start, restAt: start, end: start, next }; }
  if (isNameStart(code) || code === 34) {
    const reader = readerOf(text, start), { name } = takeName(reader), after = reader.at, follower = after < text.length ? text.charCodeAt(after) : 0;
    // Blanks in front of a colon are gone by now.
    if (follower === 58) return { kind: 'label', name, rest: '', text: undefined, start, restAt: after + 1, end: after + 1, next: after + 1 };
    const equals = isBlank(follower) ? after + 1 : after;
    if (equals < text.length && text.charCodeAt(equals) === 61) return scanAssignment(text, start, name, equals);
    if (name.charCodeAt(0) === 46) {
      const word = lowerCase(name), { end, next } = statementEnd(text, after, inOneLine.has(word)), restAt = Math.min(skipBlanks(text, after), end);
      if (restAt < end && withoutOperands.has(word)) return { kind: 'directive', name: word, rest: '', text: undefined, start, restAt: after, end: after, next: after };
      return { kind: 'directive', name: word, rest: text.slice(restAt, end), text: undefined, start, restAt, end, next };
    }
  } else if (isDigit(code)) {
    let digits = start;
    while (digits < text.length && isDigit(text.charCodeAt(digits))) digits++;
    if (digits < text.length && text.charCodeAt(digits) === 58) return { kind: 'label', name: text.slice(start, digits).replace(/^0+(?=\d)/, ''), rest: '', text: undefined, start, restAt: digits + 1, end: digits + 1, next: digits + 1 };
  }
  const { end, next } = statementEnd(text, start, true);
  let wordEnd = start;
  while (wordEnd < end && !isBlank(text.charCodeAt(wordEnd))) wordEnd++;
  return worded(text, start, wordEnd, end, next);
}

/**
 * The end of the statement without trailing blanks, and the place behind its separator. `inLine`: the end of a line separates even inside a
 * string, which only directives read over it.
 */
export function statementEnd(text: string, at: number, inLine = false): { end: number; next: number } {
  const lineEnd = inLine ? text.indexOf('\n', at) : -1;
  let end = lineEnd < 0 ? text.length : lineEnd;
  if (text.indexOf(';', at) >= 0) {
    for (let i = at; i < end; i++) {
      const code = text.charCodeAt(i);
      if (code === 34) i = endOfString(text, i) - 1;
      // Where gas looks for the end of a line, a backslash hides a quote outside of strings as well.
      else if (code === 92 && inLine && (text.charCodeAt(i + 1) === 34 || text.charCodeAt(i + 1) === 92)) i++;
      else if (code === 59) { end = i; break; }
    }
  }
  const next = end + 1;
  while (end > at && isBlank(text.charCodeAt(end - 1))) end--;
  return { end, next };
}

/** A stretch of a line as a text of its own. */
export class Slice implements MappedText {
  readonly text: string;
  private readonly line: MappedText;
  private readonly start: number;
  private readonly end: number;
  private made: MappedText['runs'] | undefined;

  constructor(line: MappedText, start: number, end: number) {
    this.text = line.text.slice(start, end);
    this.line = line;
    this.start = start;
    this.end = end;
  }

  get runs(): MappedText['runs'] { return (this.made ??= sliceMapped(this.line, this.start, this.end).runs); }
}

/** A statement that remembers its line instead of its runs. */
export class LineStatement implements Statement {
  readonly kind: Statement['kind'];
  readonly name: string;
  readonly rest: string;
  readonly text: string | undefined;
  readonly restAt: number;
  readonly depth: number;
  readonly operator: '==' | undefined;
  readonly numbered = undefined;
  private readonly line: MappedText;
  private readonly start: number;
  private readonly end: number;
  private madeSource: MappedText | undefined;
  private madeOrigin: Origin | undefined;

  constructor(kind: Statement['kind'], scanned: Scanned, line: MappedText, depth: number) {
    this.kind = kind;
    this.name = scanned.name;
    this.operator = scanned.operator;
    this.rest = scanned.rest;
    this.text = scanned.text;
    this.restAt = scanned.restAt - scanned.start;
    this.depth = depth;
    this.line = line;
    this.start = scanned.start;
    this.end = scanned.end;
    this.madeSource = undefined;
    this.madeOrigin = undefined;
  }

  get source(): MappedText { return (this.madeSource ??= new Slice(this.line, this.start, this.end)); }

  get origin(): Origin { return (this.madeOrigin ??= originOf(this.line, this.start, this.end)!); }
}

/** An instruction up to `end`. */
function worded(text: string, start: number, wordEnd: number, end: number, next: number): Scanned {
  const restAt = Math.min(skipBlanks(text, wordEnd), end), word = text.slice(start, wordEnd), name = lowerCase(word), rest = text.slice(restAt, end);
  // A scrubbed line has one blank there, and a slice costs less than a sum.
  const isWhole = name === word && restAt === wordEnd + 1 && text.charCodeAt(wordEnd) === 32;
  return { kind: 'instruction', name, rest, text: rest === '' ? name : isWhole ? text.slice(start, end) : `${name} ${rest}`, start, restAt, end, next };
}

function scanAssignment(text: string, start: number, name: string, equals: number): Scanned {
  let valueAt = equals + 1;
  while (valueAt < equals + 3 && text.charCodeAt(valueAt) === 61) valueAt++;
  const { end, next } = statementEnd(text, valueAt);
  const restAt = Math.min(skipBlanks(text, valueAt), end);
  const scanned = { kind: 'assignment' as const, name, rest: text.slice(restAt, end), text: undefined, start, restAt, end, next };
  return valueAt === equals + 1 ? scanned : { ...scanned, operator: '==' };
}

/** Most words are lower case already. */
function lowerCase(word: string): string {
  for (let i = 0; i < word.length; i++) {
    const code = word.charCodeAt(i);
    if ((code >= 65 && code <= 90) || code >= 128) return word.toLowerCase();
  }
  return word;
}
