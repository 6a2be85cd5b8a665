// SPDX-License-Identifier: GPL-2.0-or-later
// Where the assembler's symbols are spelled. Every name in a statement after expansion knows which typed characters it is made of, so
// labels made by macros (`SYM_FUNC_START(x)`), pasted names (`asm_\cfunc`) and names in strings (ALTERNATIVE) need no rules of their own.
//
// Occurrences with equal *identity* are the same thing to a reader:
//   a named symbol        its name
//   a numeric label       the place of its definition; `1f` and `1b` are bound by the order of the statements
//   a name with `\@`      its spelling, within its macro: all expansions are one to the reader

import type { Analysis } from '../analysis/analyse.ts';
import { shownIn, type MappedText, type Place } from '../base/origin.ts';
import type { SourceText } from '../base/text.ts';
import type { Statement } from '../gas/statement.ts';
import { registerNamed } from '../x86/registers.ts';

export type Role = 'definition' | 'declaration' | 'reference';

export interface Occurrence {
  readonly identity: string;
  /** As the assembler sees it; of a numeric label the number. */
  readonly name: string;
  readonly role: Role;
  readonly file: SourceText;
  readonly start: number;
  readonly end: number;
  /** The typed text is the name; otherwise it is only a part that a macro made the name of. */
  readonly whole: boolean;
  /** Index into listing.statements of the first statement that has it. */
  readonly statement: number;
}

export interface Names {
  readonly byIdentity: ReadonlyMap<string, readonly Occurrence[]>;
  /** By start. */
  readonly byFile: ReadonlyMap<SourceText, readonly Occurrence[]>;
}

export function namesOf(analysis: Analysis): Names {
  let names = kept.get(analysis);
  if (!names) kept.set(analysis, names = collect(analysis));
  return names;
}

/** Whole names before parts, definitions before references. */
export function occurrencesAt(analysis: Analysis, file: SourceText, offset: number): Occurrence[] {
  const all = namesOf(analysis).byFile.get(file) ?? [];
  let low = 0, high = all.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (all[middle]!.start <= offset) low = middle + 1; else high = middle;
  }
  const found: Occurrence[] = [];
  // Names are short: those that reach to the offset begin close before it.
  for (let i = low - 1; i >= 0 && all[i]!.start > offset - longestName; i--) if (all[i]!.end >= offset) found.push(all[i]!);
  return found.sort((a, b) => Number(b.whole) - Number(a.whole) || order[a.role] - order[b.role]);
}

const kept = new WeakMap<Analysis, Names>();
const longestName = 256;
const order: Readonly<Record<Role, number>> = { definition: 0, declaration: 1, reference: 2 };

interface Collecting {
  readonly byIdentity: Map<string, Occurrence[]>;
  readonly byFile: Map<SourceText, Occurrence[]>;
  /** What has been noted: file -> start and role -> identities. */
  readonly seen: Map<SourceText, Map<number, string[]>>;
  /** Numeric labels: the last definition of each number, and references that wait for the next one. */
  readonly last: Map<string, string>;
  readonly waiting: Map<string, ((identity: string) => void)[]>;
}

function collect(analysis: Analysis): Names {
  const state: Collecting = { byIdentity: new Map(), byFile: new Map(), seen: new Map(), last: new Map(), waiting: new Map() };
  const { statements } = analysis.listing;
  for (let i = 0; i < statements.length; i++) noteStatement(state, statements[i]!, i);
  // A forward reference without its label is still a name under the cursor.
  for (const [number, waiting] of state.waiting) for (const resolve of waiting) resolve(`?${number}`);
  for (const all of state.byFile.values()) all.sort((a, b) => a.start - b.start);
  return state;
}

/** Directives whose operands hold no symbols. */
const symbolFree = new Set(['.section', '.pushsection', '.popsection', '.previous', '.subsection', '.text', '.data', '.bss', '.ascii', '.asciz', '.string', '.string8', '.file', '.ident', '.incbin', '.code64', '.code32', '.code16', '.arch', '.att_syntax', '.intel_syntax']);
/** Their first operand is defined by them. */
const defining = new Set(['.set', '.equ', '.equiv', '.eqv', '.comm', '.lcomm', '.weakref']);
/** Their operands are spoken of, not used. */
const declaring = new Set(['.globl', '.global', '.local', '.weak', '.hidden', '.protected', '.internal', '.type', '.size', '.extern']);

function noteStatement(state: Collecting, statement: Statement, index: number): void {
  const { kind, name, rest } = statement;
  if (kind === 'label') { noteLabel(state, statement, index); return; }
  if (kind === 'assignment') { if (name !== '.') noteName(state, statement.source, 0, name.length, name, 'definition', index); scan(state, statement, index, 'reference', false); return; }
  if (rest === '') return;
  if (kind === 'instruction') { scan(state, statement, index, 'reference', false); return; }
  if (symbolFree.has(name)) return;
  if (name === '.type') { scan(state, statement, index, 'declaration', true); return; }
  scan(state, statement, index, declaring.has(name) ? 'declaration' : 'reference', false, defining.has(name));
}

function noteLabel(state: Collecting, statement: Statement, index: number): void {
  const { name, source } = statement;
  const numeric = isDigit(name.charCodeAt(0));
  const start = source.text.charCodeAt(0) === 34 ? 1 : 0;
  if (!numeric) { noteName(state, source, start, start + name.length, name, 'definition', index); return; }
  const run = source.runs[0];
  if (!run) return;
  const identity = `${name}:${run.place.file.path}:${run.offset}`;
  note(state, { identity, name, role: 'definition', file: run.place.file, start: run.offset, end: Math.min(run.offset + name.length, Math.max(run.end, run.offset + 1)), whole: true, statement: index });
  state.last.set(name, identity);
  const waiting = state.waiting.get(name);
  if (waiting) { state.waiting.delete(name); for (const resolve of waiting) resolve(identity); }
}

/** Names in the operands. */
function scan(state: Collecting, statement: Statement, index: number, role: Role, firstOnly: boolean, defines = false): void {
  const { text } = statement.source;
  let first = true;
  for (let at = statement.restAt; at < text.length;) {
    const code = text.charCodeAt(at);
    if (code === 34) { at = endOfQuoted(text, at); continue; }
    if (code === 37 || code === 64) { at = endOfName(text, at + 1); continue; }
    if (code === 44 && firstOnly) return;
    if (isDigit(code)) {
      let end = at;
      while (isDigit(text.charCodeAt(end))) end++;
      const mark = text.charCodeAt(end);
      const next = endOfName(text, end);
      if ((mark === 102 || mark === 98) && next === end + 1) noteNumeric(state, statement.source, at, next, text.slice(at, end), mark === 102, index);
      at = Math.max(next, end);
      continue;
    }
    if (!isNameStart(code)) { at++; continue; }
    const end = endOfName(text, at), name = text.slice(at, end);
    if (name !== '.' && !(statement.kind === 'instruction' && registerNamed(name) !== undefined)) {
      noteName(state, statement.source, at, end, name, defines && first ? 'definition' : role, index);
    }
    first = false;
    at = end;
  }
}

function noteNumeric(state: Collecting, source: MappedText, start: number, end: number, number: string, forward: boolean, statement: number): void {
  const [piece] = piecesOf(source, start, end);
  if (!piece) return;
  const add = (identity: string) => note(state, { identity, name: number, role: 'reference', file: piece.place.file, start: piece.start, end: piece.end, whole: true, statement });
  if (!forward) { add(state.last.get(number) ?? `?${number}`); return; }
  const waiting = state.waiting.get(number);
  if (waiting) waiting.push(add); else state.waiting.set(number, [add]);
}

interface Piece { readonly place: Place; readonly at: number; readonly start: number; readonly end: number; readonly exact: boolean }

/** The typed stretches that produced [start, end). */
function piecesOf(source: MappedText, start: number, end: number): Piece[] {
  const { runs } = source, pieces: Piece[] = [];
  for (let i = 0; i < runs.length; i++) {
    const run = runs[i]!, stop = Math.min(end, runs[i + 1]?.at ?? source.text.length);
    if (stop <= start) continue;
    if (run.at >= end) break;
    const from = Math.max(start, run.at);
    const begin = run.offset + (from - run.at), finish = run.offset + (stop - run.at);
    const exact = finish <= run.end;
    const last = pieces[pieces.length - 1];
    const piece = exact ? { place: run.place, at: from, start: begin, end: finish, exact } : { place: run.place, at: from, start: Math.min(begin, run.offset), end: run.end, exact };
    if (last && last.place.file === piece.place.file && last.end === piece.start && last.exact && exact) pieces[pieces.length - 1] = { ...last, end: piece.end };
    else pieces.push(piece);
  }
  return pieces;
}

function noteName(state: Collecting, source: MappedText, start: number, end: number, name: string, role: Role, statement: number): void {
  const pieces = piecesOf(source, start, end);
  const first = pieces[0];
  if (!first) return;
  if (pieces.length === 1 && first.exact) {
    note(state, { identity: name, name, role, file: first.place.file, start: first.start, end: first.end, whole: true, statement });
    return;
  }
  const counted = withCounter(pieces);
  if (counted) {
    const { place } = first, text = place.file.text.slice(counted.start, counted.end);
    const macro = place.expansion?.definition;
    note(state, { identity: `${text}|${macro?.file.path ?? ''}:${macro?.start ?? 0}`, name: text, role, file: place.file, start: counted.start, end: counted.end, whole: true, statement });
    return;
  }
  for (const piece of pieces) {
    if (piece.end - piece.start < 2 && pieces.length > 1) continue;
    note(state, { identity: name, name, role, file: piece.place.file, start: piece.start, end: piece.end, whole: false, statement });
  }
}

/** The whole spelling when the name lies in one body and only `\@` and `\()` are not literal. */
function withCounter(pieces: readonly Piece[]): { start: number; end: number } | undefined {
  const file = pieces[0]!.place.file;
  let end = pieces[0]!.start, counter = false;
  for (const piece of pieces) {
    if (piece.place.file !== file || piece.start < end) return undefined;
    const gap = file.text.slice(end, piece.start);
    if (gap !== '' && gap !== '\\()' && gap !== '\\') return undefined;
    if (!piece.exact || file.text.slice(piece.start, piece.end).startsWith('\\@') || file.text[piece.start] === '@') {
      if (!file.text.slice(Math.max(0, piece.start - 1), piece.end).includes('\\@')) return undefined;
      counter = true;
    }
    end = piece.end;
  }
  if (!counter) return undefined;
  // Empty joiners behind the last piece belong to the spelling.
  while (file.text.startsWith('\\()', end)) end += 3;
  return { start: pieces[0]!.start, end };
}

/** Sixty expansions of one body line spell a name once. */
function note(state: Collecting, occurrence: Occurrence): void {
  const { file, identity } = occurrence;
  let starts = state.seen.get(file);
  if (!starts) state.seen.set(file, starts = new Map());
  const key = occurrence.start * 4 + order[occurrence.role];
  const known = starts.get(key);
  if (known?.includes(identity)) return;
  if (known) known.push(identity); else starts.set(key, [identity]);
  const same = state.byIdentity.get(identity);
  if (same) same.push(occurrence); else state.byIdentity.set(identity, [occurrence]);
  const there = state.byFile.get(file);
  if (there) there.push(occurrence); else state.byFile.set(file, [occurrence]);
}

/** Where a symbol's definition shows in the analysed file, for outlines: its spelling or the call that made it. */
export function shownDefinition(analysis: Analysis, occurrence: Occurrence): { start: number; end: number } | undefined {
  const statement = analysis.listing.statements[occurrence.statement];
  return statement && shownIn(analysis.source, statement.origin);
}

function endOfQuoted(text: string, at: number): number {
  let i = at + 1;
  while (i < text.length && text.charCodeAt(i) !== 34) i += text.charCodeAt(i) === 92 ? 2 : 1;
  return i + 1;
}

function isDigit(code: number): boolean { return code >= 48 && code <= 57; }
function isNameStart(code: number): boolean { return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code === 46 || code >= 128; }

function endOfName(text: string, at: number): number {
  let i = at;
  for (; i < text.length; i++) { const code = text.charCodeAt(i); if (!isNameStart(code) && !isDigit(code) && code !== 36) break; }
  return i;
}
