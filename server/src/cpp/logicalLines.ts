// SPDX-License-Identifier: GPL-2.0-or-later
// Finds the logical lines of a file: where each begins and ends after splices and comments, and whether it is a directive. It is the
// only pass that looks at every character of a header, so it lexes nothing: of the 500 KB of headers behind entry_64.S only
// a tenth is ever lexed further. Everything that depends on the text alone (lexemes, macro definitions, the partner of an #if, the
// include guard) is remembered here, per SourceText, and shared by all runs.

import type { SourceText } from '../base/text.ts';
import { backslash, carriageReturn, doubleQuote, hash, isBlank, isLineStop, isNameRest, isNameStart, newline, singleQuote, slash, spliceEnd, star } from './characters.ts';
import type { Definition, Problem } from './definition.ts';
import { odditiesOf } from './oddities.ts';
import type { Lexeme } from './tokens.ts';

/** The words that make `#` a directive in assembler text; with any other word the line is text. */
export const directiveNames = ['', 'define', 'undef', 'include', 'include_next', 'import', 'if', 'ifdef', 'ifndef', 'elif', 'elifdef', 'elifndef',
  'else', 'endif', 'error', 'warning', 'line', 'pragma', 'ident', 'sccs', 'assert', 'unassert'] as const;
export type DirectiveName = typeof directiveNames[number];

const directiveIndex = new Map<string, number>(directiveNames.map((name, index) => [name, index]));
const opensConditional = new Set<string>(['if', 'ifdef', 'ifndef']);
const continuesConditional = new Set<string>(['elif', 'elifdef', 'elifndef', 'else', 'endif']);
const includes = new Set<string>(['include', 'include_next', 'import']);

export interface LogicalLines {
  readonly source: SourceText;
  readonly count: number;
  /** Offset of the first token (the `#` of a directive) and of the line's end, per line; lines without tokens are left out. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** Index into directiveNames; 0 for text. */
  readonly directives: readonly number[];
  /** Offset behind the directive's name. */
  readonly operands: readonly number[];
  readonly spliced: readonly boolean[];
  /** Blanks or a comment stand before the first token (a splice does not count). */
  readonly indented: readonly boolean[];
  /** The line holds `##`. */
  readonly pastes: readonly boolean[];
  /** For conditionals: the line of the next #elif/#else/#endif of the same group; `count` when there is none. */
  readonly branches: ReadonlyMap<number, number>;
  /** X when the whole file is `#ifndef X ... #endif`. */
  readonly guard: string | undefined;
  /** Offset of a comment that never ends. */
  readonly unterminatedComment: number | undefined;
  readonly oddities: readonly Problem[];
  /** Caches that are filled on demand. */
  readonly lexemes: (readonly Lexeme[] | undefined)[];
  readonly definitions: (Definition | undefined)[];
}

export function logicalLines(source: SourceText): LogicalLines {
  let lines = scanned.get(source);
  if (lines === undefined) scanned.set(source, lines = scan(source));
  return lines;
}

const scanned = new WeakMap<SourceText, LogicalLines>();

/** Where the scan stands in one file. */
interface Scan {
  readonly text: string;
  at: number;
  indented: boolean;
  spliced: boolean;
  pastes: boolean;
  unterminatedComment: number | undefined;
  /** Comments may end with a splice inside their end mark only if the text has such a thing. */
  readonly oddCommentEnds: boolean;
}

function scan(source: SourceText): LogicalLines {
  const text = source.text;
  const state: Scan = { text, at: 0, indented: false, spliced: false, pastes: false, unterminatedComment: undefined, oddCommentEnds: /\*\\[ \t\f\v]*\r?\n/.test(text) };
  const starts: number[] = [], ends: number[] = [], directives: number[] = [], operands: number[] = [], spliced: boolean[] = [], indented: boolean[] = [], pastes: boolean[] = [];
  while (skipBlanks(state)) {
    if (text.charCodeAt(state.at) === newline) { state.at++; state.indented = false; continue; }
    const start = state.at;
    indented.push(state.indented);
    state.spliced = state.pastes = false;
    let directive = 0;
    if (text.charCodeAt(start) === hash) {
      state.at++;
      if (!skipBlanks(state) || text.charCodeAt(state.at) === newline) { indented.pop(); continue; }
      directive = directiveAt(state);
    }
    const operand = state.at;
    if (directive !== 0 && includes.has(directiveNames[directive]!)) skipHeaderName(state);
    const end = skipRest(state);
    state.indented = false;
    starts.push(start); ends.push(end); directives.push(directive); operands.push(operand); spliced.push(state.spliced); pastes.push(state.pastes);
  }
  const branches = branchesOf(directives);
  return {
    source, count: starts.length, starts, ends, directives, operands, spliced, indented, pastes, branches,
    guard: guardOf(text, starts.length, directives, operands, ends, branches), unterminatedComment: state.unterminatedComment, oddities: odditiesOf(text),
    lexemes: new Array<undefined>(starts.length), definitions: new Array<undefined>(starts.length),
  };
}

/** Skips blanks, comments and splices; false at the end of the text. */
function skipBlanks(state: Scan): boolean {
  const text = state.text;
  while (state.at < text.length) {
    const code = text.charCodeAt(state.at);
    if (isBlank(code)) { state.at++; state.indented = true; }
    else if (code === backslash) {
      const next = spliceEnd(text, state.at);
      if (next === 0) return true;
      state.spliced = true;
      state.at = next;
    }
    else if (code === slash) {
      if (!skipComment(state)) return true;
      state.indented = true;
    }
    else if (code === carriageReturn && text.charCodeAt(state.at + 1) === newline) state.at++;
    else return true;
  }
  return false;
}

/** At a slash: skips a comment if one begins here. A line comment leaves the line's end to be read. */
function skipComment(state: Scan): boolean {
  const text = state.text;
  let second = state.at + 1;
  while (text.charCodeAt(second) === backslash) {
    const next = spliceEnd(text, second);
    if (next === 0) break;
    second = next;
  }
  const code = text.charCodeAt(second);
  if (code !== star && code !== slash) return false;
  if (second !== state.at + 1) state.spliced = true;
  if (code === slash) skipToLineEnd(state, second + 1);
  else {
    const end = commentEnd(state, second + 1);
    if (end < 0) state.unterminatedComment ??= state.at;
    state.at = end < 0 ? text.length : end;
  }
  return true;
}

function commentEnd(state: Scan, from: number): number {
  const plain = state.text.indexOf('*/', from);
  if (!state.oddCommentEnds) return plain < 0 ? -1 : plain + 2;
  for (let i = state.text.indexOf('*', from); i >= 0; i = state.text.indexOf('*', i + 1)) {
    let next = i + 1;
    while (state.text.charCodeAt(next) === backslash) {
      const behind = spliceEnd(state.text, next);
      if (behind === 0) break;
      state.spliced = true;
      next = behind;
    }
    if (state.text.charCodeAt(next) === slash) return next + 1;
  }
  return -1;
}

/** To the "\n" that ends the logical line, over splices and whatever else stands there. */
function skipToLineEnd(state: Scan, from: number): void {
  const text = state.text;
  let i = from;
  for (;;) {
    let end = text.indexOf('\n', i);
    if (end < 0) end = text.length;
    let last = end - 1;
    while (last >= i && (isBlank(text.charCodeAt(last)) || text.charCodeAt(last) === carriageReturn)) last--;
    if (last < i || text.charCodeAt(last) !== backslash || end >= text.length) { state.at = end; return; }
    state.spliced = true;
    i = end + 1;
  }
}

/** To the end of the logical line; answers the offset where its text ends. */
function skipRest(state: Scan): number {
  const text = state.text, length = text.length;
  let i = state.at;
  for (;;) {
    while (i < length && !isLineStop(text.charCodeAt(i))) i++;
    if (i >= length) { state.at = length; return length; }
    const code = text.charCodeAt(i);
    if (code === newline) break;
    if (code === hash) {
      if (text.charCodeAt(i + 1) === hash) state.pastes = true;
      i++;
    } else if (code === backslash) {
      const next = spliceEnd(text, i);
      if (next !== 0) state.spliced = true;
      i = next === 0 ? i + 1 : next;
    } else if (code === doubleQuote || code === singleQuote) {
      i = quoteEnd(state, i, code);
    } else {
      state.at = i;
      i = skipComment(state) ? state.at : i + 1;
    }
  }
  state.at = i + 1;
  return i > 0 && text.charCodeAt(i - 1) === carriageReturn ? i - 1 : i;
}

/** Behind the closing quote, or at the end of the logical line when there is none (in assembler text an apostrophe needs no partner). */
function quoteEnd(state: Scan, open: number, quote: number): number {
  const text = state.text;
  let i = open + 1;
  while (i < text.length) {
    const code = text.charCodeAt(i);
    if (code === quote) return i + 1;
    if (code === newline) return i;
    if (code === backslash) {
      const next = spliceEnd(text, i);
      if (next !== 0) { state.spliced = true; i = next; continue; }
      i++;
      const escaped = spliceEndAt(text, i);
      if (escaped !== 0) { state.spliced = true; i = escaped; }
      if (text.charCodeAt(i) === newline) continue;
    }
    i++;
  }
  return i;
}

function spliceEndAt(text: string, at: number): number { return text.charCodeAt(at) === backslash ? spliceEnd(text, at) : 0; }

/** `<a//b.h>` and `"a\"`: in a header name comments and escapes mean nothing. */
function skipHeaderName(state: Scan): void {
  if (!skipBlanks(state)) return;
  const open = state.text[state.at];
  if (open !== '<' && open !== '"') return;
  const close = state.text.indexOf(open === '<' ? '>' : '"', state.at + 1);
  const end = state.text.indexOf('\n', state.at);
  if (close >= 0 && (end < 0 || close < end)) state.at = close + 1;
}

/** At the word behind `#`: its directive, with `at` moved behind the word; 0 (and nothing moved) when it is none. */
function directiveAt(state: Scan): number {
  const text = state.text, from = state.at, wasSpliced = state.spliced;
  if (!isNameStart(text.charCodeAt(from))) return 0;
  let word = '', i = from;
  for (;;) {
    const start = i;
    while (i < text.length && isNameRest(text.charCodeAt(i))) i++;
    word += text.slice(start, i);
    const next = spliceEndAt(text, i);
    if (next === 0) break;
    i = next;
    if (!isNameRest(text.charCodeAt(i))) break;
    state.spliced = true;
  }
  const directive = directiveIndex.get(word) ?? 0;
  if (directive === 0) state.spliced = wasSpliced; else state.at = i;
  return directive;
}

function branchesOf(directives: readonly number[]): Map<number, number> {
  const branches = new Map<number, number>();
  const open: number[] = [];
  for (let line = 0; line < directives.length; line++) {
    const name = directiveNames[directives[line]!]!;
    if (opensConditional.has(name)) open.push(line);
    else if (continuesConditional.has(name) && open.length > 0) {
      branches.set(open.pop()!, line);
      if (name !== 'endif') open.push(line);
    }
  }
  for (const line of open) branches.set(line, directives.length);
  return branches;
}

function guardOf(text: string, count: number, directives: readonly number[], operands: readonly number[], ends: readonly number[], branches: ReadonlyMap<number, number>): string | undefined {
  const last = count - 1;
  if (last < 1 || directiveNames[directives[last]!] !== 'endif' || branches.get(0) !== last) return undefined;
  const operand = text.slice(operands[0], ends[0]);
  const name = directiveNames[directives[0]!];
  if (name === 'ifndef') return /^\s*([A-Za-z_]\w*)/.exec(operand)?.[1];
  if (name === 'if') return /^\s*!\s*defined\s*(?:\(\s*([A-Za-z_]\w*)\s*\)|([A-Za-z_]\w*))\s*$/.exec(operand)?.slice(1).find((x) => x !== undefined);
  return undefined;
}
