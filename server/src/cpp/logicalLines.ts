// SPDX-License-Identifier: GPL-2.0-or-later
// Finds the logical lines of a file: where each begins and ends after splices and comments, and whether it is a directive. It is the
// only pass that looks at every character of a header, so it lexes nothing: of the 500 KB of headers behind entry_64.S only
// a tenth is ever lexed further. Everything that depends on the text alone (lexemes, macro definitions, the partner of an #if, the
// include guard) is remembered here, per SourceText, and shared by all runs.

import { KeptWith } from '../base/keptWith.ts';
import { changeBetween, type SourceText, type TextChange } from '../base/text.ts';
import { backslash, carriageReturn, doubleQuote, hash, isBlank, isNameRest, isNameStart, newline, singleQuote, slash, spliceEnd, star } from './characters.ts';
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

const scanned = new KeptWith<SourceText, LogicalLines>();

/** Of the text of another revision: which lines are the old ones, and how the others lie among them. */
export interface Rescanned {
  readonly lines: LogicalLines;
  /** Lines before `first` are the old ones, and so are those from `newEnd` on, which were those from `oldEnd` on. */
  readonly first: number;
  readonly oldEnd: number;
  readonly newEnd: number;
}

/** Scans only around what changed. */
export function rescan(before: LogicalLines, source: SourceText): Rescanned {
  const change = changeBetween(before.source.text, source.text), shift = change.newEnd - change.oldEnd;
  const first = linesBefore(before, change.start), found = noLines(), state = newScan(source.text, first === 0 ? 0 : behind(before, first - 1));
  let oldEnd = before.count, goesOn = false;
  for (let j = first; scanLine(state, found);) {
    if (state.at < change.newEnd) continue;
    while (j < before.count && behind(before, j) + shift < state.at) j++;
    // Behind the same line end the same text is scanned as it was.
    if (j < before.count && behind(before, j) + shift === state.at) { oldEnd = j + 1; goesOn = true; break; }
  }
  const newEnd = first + found.starts.length, comment = before.unterminatedComment;
  // Then it is behind all that was scanned, perhaps behind the last line.
  const unterminated = state.unterminatedComment ?? (comment !== undefined && goesOn ? comment + shift : undefined);
  const lines = linesOf(source, joined(before, first, oldEnd, found, shift), unterminated, odditiesAfter(before, source, change));
  scanned.set(source, lines);
  return { lines, first, oldEnd, newEnd };
}

/** How many lines end, with their line end, before this offset. */
function linesBefore(lines: LogicalLines, offset: number): number {
  let low = 0, high = lines.count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (behind(lines, middle) <= offset) low = middle + 1; else high = middle;
  }
  return low;
}

/** Where the scan goes on behind a line; never, when the text ends with it. */
function behind({ source: { text }, ends }: LogicalLines, line: number): number {
  const end = ends[line]!, code = text.charCodeAt(end);
  return code === newline ? end + 1 : code === carriageReturn ? end + 2 : Infinity;
}

/** None of them reaches over a line end. */
function odditiesAfter(before: LogicalLines, source: SourceText, { start, newEnd }: TextChange): readonly Problem[] {
  if (before.oddities.length > 0) return odditiesOf(source.text);
  const from = source.text.lastIndexOf('\n', start - 1) + 1, to = source.text.indexOf('\n', newEnd);
  return odditiesOf(source.text.slice(from, to < 0 ? undefined : to + 1)).length > 0 ? odditiesOf(source.text) : before.oddities;
}

/** More arguments than this in one call are too many for the stack. */
const mostSpread = 1000;

function joined(before: LogicalLines, first: number, oldEnd: number, found: Found, shift: number): Found {
  const all = <T>(old: readonly T[], fresh: readonly T[]): T[] => {
    if (fresh.length > mostSpread) return old.slice(0, first).concat(fresh, old.slice(oldEnd));
    const lines = old.slice();
    lines.splice(first, oldEnd - first, ...fresh);
    return lines;
  };
  const moved = (old: readonly number[], fresh: readonly number[]): number[] => {
    const offsets = all(old, fresh);
    if (shift !== 0) for (let i = first + fresh.length; i < offsets.length; i++) offsets[i]! += shift;
    return offsets;
  };
  return {
    starts: moved(before.starts, found.starts), ends: moved(before.ends, found.ends), operands: moved(before.operands, found.operands), directives: all(before.directives, found.directives),
    spliced: all(before.spliced, found.spliced), indented: all(before.indented, found.indented), pastes: all(before.pastes, found.pastes),
  };
}

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

interface Found {
  readonly starts: number[];
  readonly ends: number[];
  readonly directives: number[];
  readonly operands: number[];
  readonly spliced: boolean[];
  readonly indented: boolean[];
  readonly pastes: boolean[];
}

function noLines(): Found { return { starts: [], ends: [], directives: [], operands: [], spliced: [], indented: [], pastes: [] }; }

function newScan(text: string, at: number): Scan {
  return { text, at, indented: false, spliced: false, pastes: false, unterminatedComment: undefined, oddCommentEnds: text.includes('*\\') && /\*\\[ \t\f\v]*\r?\n/.test(text) };
}

function scan(source: SourceText): LogicalLines {
  const state = newScan(source.text, 0), found = noLines();
  while (scanLine(state, found));
  return linesOf(source, found, state.unterminatedComment, odditiesOf(source.text));
}

function linesOf(source: SourceText, found: Found, unterminatedComment: number | undefined, oddities: readonly Problem[]): LogicalLines {
  const { starts, directives, operands, ends } = found, branches = branchesOf(directives), count = starts.length;
  return {
    source, count, ...found, branches, guard: guardOf(source.text, count, directives, operands, ends, branches), unterminatedComment, oddities,
    lexemes: new Array<undefined>(count), definitions: new Array<undefined>(count),
  };
}

/** Finds one more line; false at the end of the text. */
function scanLine(state: Scan, found: Found): boolean {
  const { text } = state;
  while (skipBlanks(state)) {
    if (text.charCodeAt(state.at) === newline) { state.at++; state.indented = false; continue; }
    const start = state.at, { indented } = state;
    state.spliced = state.pastes = false;
    let directive = 0;
    if (text.charCodeAt(start) === hash) {
      state.at++;
      if (!skipBlanks(state) || text.charCodeAt(state.at) === newline) continue;
      directive = directiveAt(state);
    }
    const operand = state.at;
    if (directive !== 0 && includes.has(directiveNames[directive]!)) skipHeaderName(state);
    const end = skipRest(state);
    state.indented = false;
    found.starts.push(start); found.ends.push(end); found.directives.push(directive); found.operands.push(operand);
    found.spliced.push(state.spliced); found.indented.push(indented); found.pastes.push(state.pastes);
    return true;
  }
  return false;
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

const lineStop = /[\n\\/"'#]/g;

/** To the end of the logical line; answers the offset where its text ends. */
function skipRest(state: Scan): number {
  const text = state.text, length = text.length;
  let i = state.at;
  for (;;) {
    // A header is read once, by code that is not optimised yet: a regular expression is compiled at its first use.
    lineStop.lastIndex = i;
    if (!lineStop.test(text)) { state.at = length; return length; }
    i = lineStop.lastIndex - 1;
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
    if (directives[line] === 0) continue;
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
