// SPDX-License-Identifier: GPL-2.0-or-later
// Bodies of .macro and .irp, compiled: a line is split once into literal stretches and parameter references (GAS.md 2.3), and each
// call only joins strings. `\name` takes the longest run of symbol characters, `\()` vanishes, `\@` is the call's number, `&name`
// is a reference too, and in .altmacro mode so is a bare name.

import { endOfName, isNameStart, skipBlanks } from './characters.ts';
import type { MappedText } from '../base/origin.ts';
import { isConditional } from './ownDirectives.ts';

export type Piece =
  /** The line's own characters. */
  | { readonly kind: 'text'; readonly start: number; readonly end: number; readonly text: string }
  /** [start, end) is the reference as written, backslash included. */
  | { readonly kind: 'parameter'; readonly index: number; readonly start: number; readonly end: number }
  | { readonly kind: 'counter'; readonly start: number; readonly end: number };

/** Stands for the number of a call in a text that is looked at without it: a character of names, of a private use area. */
export const numberMark = '\ue000';

export interface Template {
  readonly line: MappedText;
  /** Undefined if the line refers to nothing: it is then its own expansion. */
  readonly pieces: readonly Piece[] | undefined;
  /** Names that a `LOCAL a, b` on this line makes; the line itself expands to nothing. */
  readonly locals: readonly string[] | undefined;
  /**
   * Nothing on the line counts when it is skipped: its first word is written out and is no conditional, and it is one statement, unless an
   * argument brings in more.
   */
  readonly skippable: boolean;
  /** Its first word is a conditional. */
  readonly conditional: boolean;
  /** What is wrong with it in each call. */
  readonly fault: Fault | undefined;
  /** The text depends on the number of the call. */
  readonly counted: boolean;
}

export interface Fault { readonly code: string; readonly message: string }

const unclosed: Fault = { code: 'as-macro-missing-parenthesis', message: "missing `)'" };

/** A body's lines, the index of each name in them, and what is wrong with them in each call. */
export interface CompiledBody { readonly templates: readonly Template[]; readonly names: ReadonlyMap<string, number>; readonly faults: readonly Fault[] }

/** `parameters` gives each name its index; LOCAL names are added to it as they are met. */
export function compileTemplate(line: MappedText, parameters: Map<string, number>, alternate: boolean, hasLocals: boolean): Template {
  const text = line.text;
  // Most lines hold no reference at all.
  if (!alternate && text.indexOf('\\') < 0 && text.indexOf('&') < 0) return literalTemplate(line);
  const skippable = isSkippable(text, alternate), conditional = startsConditional(text);
  const pieces: Piece[] = [];
  let literal = 0, quoted = false, fault: Fault | undefined;
  const flush = (until: number): void => { if (until > literal) pieces.push({ kind: 'text', start: literal, end: until, text: text.slice(literal, until) }); };
  for (let at = 0; at < text.length;) {
    const c = text.charCodeAt(at);
    if (c === 92) {
      const next = text[at + 1];
      if (next === '(') {
        flush(at);
        let close = text.indexOf(')', at + 2);
        if (close < 0) { close = text.length; fault = unclosed; }
        if (close > at + 2) pieces.push({ kind: 'text', start: at + 2, end: close, text: text.slice(at + 2, close) });
        at = literal = close + 1;
      } else if (next === '@') {
        flush(at);
        pieces.push({ kind: 'counter', start: at, end: at + 2 });
        at = literal = at + 2;
      } else if (next === '&') at += 2;
      else at = reference(at, at + 1, true);
    } else if (c === 38) at = reference(at, at + 1, true);
    else if (alternate && isNameStart(c)) {
      if (hasLocals && !quoted && /^local[ \t]/i.test(text.slice(at, at + 6))) {
        const locals = text.slice(at + 6).split(/[ \t,]+/).filter(name => name !== '');
        for (const name of locals) {
          if (parameters.has(name)) fault = { code: 'as-macro-name-taken', message: `\`${name}' was already used as parameter (or another local) name` };
          else parameters.set(name, parameters.size);
        }
        flush(at);
        return { line, pieces, locals, skippable, conditional, fault, counted: true };
      }
      at = reference(at, at, false);
    } else {
      if (c === 34) quoted = !quoted;
      at++;
    }
  }
  if (literal === 0) return { line, pieces: undefined, locals: undefined, skippable, conditional, fault: undefined, counted: false };
  flush(text.length);
  const counted = pieces.some(piece => piece.kind === 'counter');
  return { line, pieces, locals: undefined, skippable, conditional, fault, counted };

  /** A reference whose name begins at `name`. Text that names no parameter stays; a bare name's trailing `&` then goes. */
  function reference(start: number, name: number, marked: boolean): number {
    const nameEnd = isNameStart(text.charCodeAt(name)) ? endOfName(text, name) : name;
    const end = alternate && nameEnd > name && text.charCodeAt(nameEnd) === 38 ? nameEnd + 1 : nameEnd;
    const index = nameEnd > name ? parameters.get(text.slice(name, nameEnd)) : undefined;
    if (index !== undefined) {
      flush(start);
      pieces.push({ kind: 'parameter', index, start, end });
      literal = end;
    } else if (end > nameEnd && !marked) {
      flush(nameEnd);
      literal = end;
    }
    return Math.max(end, start + 1);
  }
}

/** A line that is its own expansion. */
export function literalTemplate(line: MappedText): Template {
  const { text } = line;
  return { line, pieces: undefined, locals: undefined, skippable: isSkippable(text, false), conditional: startsConditional(text), fault: undefined, counted: false };
}

function startsConditional(text: string): boolean {
  const start = skipBlanks(text, 0);
  return text.charCodeAt(start) === 46 && isConditional(text.slice(start, endOfName(text, start)).toLowerCase());
}

function isSkippable(text: string, alternate: boolean): boolean {
  const start = skipBlanks(text, 0);
  if (alternate || !isNameStart(text.charCodeAt(start)) || text.indexOf(';') >= 0 || text.indexOf('/*') >= 0) return false;
  const end = endOfName(text, start);
  // `.i\\x` and `a&b` are not written out.
  if (text.charCodeAt(end) === 92 || text.charCodeAt(end) === 38) return false;
  return text.charCodeAt(start) !== 46 || !isConditional(text.slice(start, end).toLowerCase());
}
