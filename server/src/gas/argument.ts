// SPDX-License-Identifier: GPL-2.0-or-later
// Actual arguments of macros and .irp: how gas takes the next one off a line (GAS.md 2.2, 2.3). An argument ends at a comma or at a
// blank that scrubbing kept; blanks inside ( ) and [ ] do not end it but commas do; quotes around a whole argument are stripped.
// In .altmacro mode `<...>` quotes too, `!` escapes, and `%expr` becomes a decimal number.

import { endOfName, isBlank, isNameStart, skipBlanks } from './characters.ts';
import type { MappedText } from '../base/origin.ts';

/** A piece of a line that stands for a parameter. */
export interface Argument {
  readonly text: string;
  /** The line it was written on, and its characters there: pairs of [start, end). */
  readonly line: MappedText;
  readonly spans: readonly number[];
  /** The text was computed (`%expr`): it stands for the spans, character for character it is something else. */
  readonly computed?: boolean;
  /** It was written in the macro's definition (a default, a LOCAL name), not at the call. */
  readonly ofDefinition?: boolean;
}

export interface ArgumentMode {
  readonly alternate: boolean;
  /** Reads the absolute expression at `at`; undefined if there is none. */
  evaluate(text: string, at: number): { value: bigint; next: number } | undefined;
  complain(code: string, message: string): void;
}

/** The argument at `at`, blanks skipped, and where reading ended (no comma is consumed). */
export function takeArgument(line: MappedText, at: number, end: number, mode: ArgumentMode): { argument: Argument; next: number } {
  const text = line.text;
  const start = skipBlanksUpTo(text, at, end);
  const first = text[start];
  if (start >= end) return { argument: { text: '', line, spans: [] }, next: start };
  if (mode.alternate && first === '%') {
    const computed = mode.evaluate(text, start + 1);
    if (!computed) {
      mode.complain('as-percent-not-absolute', '% operator needs absolute expression');
      return { argument: { text: '0', line, spans: [start, start + 1], computed: true }, next: skipWord(text, start + 1, end) };
    }
    const next = Math.min(computed.next, end);
    return { argument: { text: String(computed.value), line, spans: [start, next], computed: true }, next };
  }
  if (first === '"' || (mode.alternate && (first === '<' || first === "'"))) {
    // Alternate mode keeps the quotes of a string and strips angle brackets.
    return takeQuoted(line, start, end, mode.alternate, mode.alternate && first !== '<');
  }
  return takeBare(line, start, end, mode.alternate);
}

/** Blanks, at most one comma, blanks. */
export function skipComma(text: string, at: number, end: number): number {
  const comma = skipBlanksUpTo(text, at, end);
  return comma < end && text[comma] === ',' ? skipBlanksUpTo(text, comma + 1, end) : comma;
}

/** Everything up to `end` as it is, for :vararg. */
export function wholeArgument(line: MappedText, start: number, end: number): Argument {
  return { text: line.text.slice(start, end), line, spans: [start, end] };
}

/** A name as parameter lists read it; empty if none begins here. */
export function takeName(text: string, at: number): { name: string; next: number } {
  if (!isNameStart(text.charCodeAt(at))) return { name: '', next: at };
  const next = endOfName(text, at);
  return { name: text.slice(at, next), next };
}

export function skipBlanksUpTo(text: string, at: number, end: number): number { return Math.min(skipBlanks(text, at), end); }

function takeBare(line: MappedText, start: number, end: number, alternate: boolean): { argument: Argument; next: number } {
  const text = line.text;
  const open: string[] = [];
  let at = start;
  while (at < end) {
    const c = text[at]!;
    if (c === ',' || (isBlank(text.charCodeAt(at)) && open.length === 0) || (c === '<' && alternate)) break;
    if (c === '"' || c === "'") {
      // A quote inside an argument stays and protects what it encloses.
      const close = text.indexOf(c, at + 1);
      if (close < 0 || close >= end) { at = end; break; }
      at = close;
    } else if (c === '(' || c === '[') open.push(c);
    else if ((c === ')' && open.at(-1) === '(') || (c === ']' && open.at(-1) === '[')) open.pop();
    at++;
  }
  return { argument: wholeArgument(line, start, at), next: at };
}

/** Adjacent quoted parts; `""` inside a string is one quote, `\"` stays as written. */
function takeQuoted(line: MappedText, start: number, end: number, alternate: boolean, keepQuotes: boolean): { argument: Argument; next: number } {
  const text = line.text;
  const spans: number[] = [];
  let at = start;
  const take = (from: number, to: number): void => {
    if (to <= from) return;
    if (spans[spans.length - 1] === from) spans[spans.length - 1] = to; else spans.push(from, to);
  };
  if (keepQuotes) take(start, start + 1);
  let lastQuote = start;
  while (at < end) {
    const opener = text[at]!;
    if (opener === '<' && alternate) {
      let nest = 0;
      at++;
      while (at < end && (text[at] !== '>' || nest > 0)) {
        if (text[at] === '!') at++;
        else if (text[at] === '>') nest--;
        else if (text[at] === '<') nest++;
        take(at, Math.min(at + 1, end));
        at++;
      }
      at++;
    } else if (opener === '"' || (opener === "'" && alternate)) {
      at++;
      let escaped = false;
      while (at < end) {
        escaped = text[at - 1] === '\\' ? !escaped : false;
        if (alternate && text[at] === '!') at++;
        else if (text[at] === opener && !escaped) {
          lastQuote = at++;
          if (at >= end || text[at] !== opener) break;
        }
        if (at < end) take(at, at + 1);
        at++;
      }
    } else break;
  }
  if (keepQuotes) spans.push(lastQuote, lastQuote + 1);
  let content = '';
  for (let i = 0; i < spans.length; i += 2) content += text.slice(spans[i], spans[i + 1]);
  return { argument: { text: content, line, spans }, next: Math.min(at, end) };
}

function skipWord(text: string, at: number, end: number): number {
  while (at < end && !isBlank(text.charCodeAt(at)) && text[at] !== ',') at++;
  return at;
}
