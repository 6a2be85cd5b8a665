// SPDX-License-Identifier: GPL-2.0-or-later
// Where the assembler's symbols are spelled. Every name in a statement after expansion knows which typed characters it is made of, so
// labels made by macros (`SYM_FUNC_START(x)`), pasted names (`asm_\cfunc`) and names in strings (ALTERNATIVE) need no rules of their own.
//
// Occurrences with equal *identity* are the same thing to a reader:
//   a named symbol        its name
//   a numeric label       the place of its definition; `1f` and `1b` are bound by the order of the statements
//   a name with `\@`      its spelling, within its macro: all expansions are one to the reader

import { KeptWith } from '../base/keptWith.ts';
import type { Analysis } from '../analysis/analyse.ts';
import { runIndexAt, type MappedText, type Place } from '../base/origin.ts';
import type { SourceText } from '../base/text.ts';
import type { Statement } from '../gas/statement.ts';

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

/** A name in the text of a statement, before anybody asked where it is spelled. */
interface Mention {
  readonly statement: number;
  /** In the statement's text. */
  readonly start: number;
  readonly end: number;
  readonly role: Role;
  /** Of a numeric reference. */
  readonly forward?: boolean;
}

/** Everything is found by text first; spellings are worked out for the names that somebody asks for. */
interface Names {
  /** By name as the assembler sees it; numeric labels with their references under their number. */
  readonly mentions: ReadonlyMap<string, readonly Mention[]>;
  readonly resolved: Map<string, readonly Occurrence[]>;
  all: AllNames | undefined;
}

interface AllNames {
  readonly byIdentity: ReadonlyMap<string, readonly Occurrence[]>;
  /** By start. */
  readonly byFile: ReadonlyMap<SourceText, readonly Occurrence[]>;
}

/** Every occurrence of the thing that this is an occurrence of. */
export function occurrencesOf(analysis: Analysis, { identity, name }: Occurrence): readonly Occurrence[] {
  if (identity === name || isDigit(name.charCodeAt(0))) return occurrencesNamed(analysis, name).filter(o => o.identity === identity);
  return allNames(analysis).byIdentity.get(identity) ?? [];
}

/** By the assembler's name; numeric labels of one number are several things. */
export function occurrencesNamed(analysis: Analysis, name: string): readonly Occurrence[] {
  const names = namesOf(analysis);
  let found = names.resolved.get(name);
  if (!found) names.resolved.set(name, found = resolve(analysis, name, names.mentions.get(name) ?? []));
  return found;
}

/** What the typed text at an offset is a name of, or a part of a name: whole names before parts, definitions before references. */
export function occurrencesAt(analysis: Analysis, file: SourceText, offset: number): Occurrence[] {
  const { start, end } = wordAround(file.text, offset);
  const word = file.text.slice(start, end);
  const covering = (all: readonly Occurrence[]) => all.filter(o => o.file === file && o.start <= offset && o.end >= offset);
  const name = isDigit(word.charCodeAt(0)) && /^\d+[fb]$/.test(word) ? word.slice(0, -1) : word;
  let found = covering(occurrencesNamed(analysis, name)).filter(o => o.whole);
  if (found.length === 0) found = covering(near(allNames(analysis).byFile.get(file) ?? [], offset));
  return found.sort((a, b) => Number(b.whole) - Number(a.whole) || order[a.role] - order[b.role]);
}

/** All labels and assigned symbols in order of assembly, each once per spelling. */
export function definitionsOf(analysis: Analysis): readonly Occurrence[] {
  const found: Occurrence[] = [];
  for (const [name, mentions] of namesOf(analysis).mentions) {
    if (!isDigit(name.charCodeAt(0))) found.push(...resolve(analysis, name, mentions.filter(m => m.role === 'definition')));
  }
  return found.sort((a, b) => a.statement - b.statement);
}

/** Names that the unit's statements mention; for completion. */
export function mentionedNames(analysis: Analysis): Iterable<string> { return namesOf(analysis).mentions.keys(); }

export function isMentioned(analysis: Analysis, name: string): boolean { return namesOf(analysis).mentions.has(name); }

const kept = new KeptWith<Analysis, Names>();
const longestName = 256;
const order: Readonly<Record<Role, number>> = { definition: 0, declaration: 1, reference: 2 };

function namesOf(analysis: Analysis): Names {
  let names = kept.get(analysis);
  if (!names) kept.set(analysis, names = { mentions: mentionsOf(analysis), resolved: new Map(), all: undefined });
  return names;
}

function near(all: readonly Occurrence[], offset: number): Occurrence[] {
  let low = 0, high = all.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (all[middle]!.start <= offset) low = middle + 1; else high = middle;
  }
  const found: Occurrence[] = [];
  for (let i = low - 1; i >= 0 && all[i]!.start > offset - longestName; i--) found.push(all[i]!);
  return found;
}

function allNames(analysis: Analysis): AllNames {
  const names = namesOf(analysis);
  if (names.all) return names.all;
  const byIdentity = new Map<string, Occurrence[]>(), byFile = new Map<SourceText, Occurrence[]>();
  for (const name of names.mentions.keys()) for (const occurrence of occurrencesNamed(analysis, name)) {
    push(byIdentity, occurrence.identity, occurrence);
    push(byFile, occurrence.file, occurrence);
  }
  for (const [identity, all] of byIdentity) if (all.length > 1) byIdentity.set(identity, distinct(all));
  for (const [file, all] of byFile) byFile.set(file, distinct(all).sort((a, b) => a.start - b.start));
  return (names.all = { byIdentity, byFile });
}

/** The expansions of one `.Lx_\@` have many names and one spelling. */
function distinct(all: readonly Occurrence[]): Occurrence[] {
  const seen = new Set<string>();
  return all.filter(o => { const key = `${o.start} ${order[o.role]} ${o.identity} ${o.file.path}`; if (seen.has(key)) return false; seen.add(key); return true; });
}

function push<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = map.get(key);
  if (list) list.push(value); else map.set(key, [value]);
}

/** Directives whose operands hold no symbols. */
const symbolFree = new Set(['.section', '.pushsection', '.popsection', '.previous', '.subsection', '.text', '.data', '.bss', '.ascii', '.asciz', '.string', '.string8', '.file', '.ident', '.incbin', '.code64', '.code32', '.code16', '.arch', '.att_syntax', '.intel_syntax']);
/** Their first operand is defined by them. */
const defining = new Set(['.set', '.equ', '.equiv', '.eqv', '.comm', '.lcomm', '.weakref']);
/** Their operands are spoken of, not used. */
const declaring = new Set(['.globl', '.global', '.local', '.weak', '.hidden', '.protected', '.internal', '.type', '.size', '.extern']);

/** What a text mentions, wherever it stands; equal texts are frequent. */
interface TextMention { readonly name: string; readonly start: number; readonly end: number; readonly role: Role; readonly forward?: boolean }

const byText = new Map<string, readonly TextMention[]>();
const mostTexts = 50_000;

function mentionsOf(analysis: Analysis): Map<string, Mention[]> {
  const mentions = new Map<string, Mention[]>();
  const { statements } = analysis.listing;
  for (let index = 0; index < statements.length; index++) {
    const statement = statements[index]!;
    if (statement.kind !== 'label' && statement.rest === '') continue;
    if (statement.kind === 'directive' && symbolFree.has(statement.name)) continue;
    const key = statement.kind === 'label' ? `${statement.name}:` : `${statement.name} ${statement.rest}`;
    let found = byText.get(key);
    if (!found) {
      if (byText.size >= mostTexts) byText.clear();
      byText.set(key, found = scanText(statement));
    }
    for (const mention of found) push(mentions, mention.name, { statement: index, start: mention.start, end: mention.end, role: mention.role, ...(mention.forward !== undefined && { forward: mention.forward }) });
  }
  return mentions;
}

function scanText(statement: Statement): TextMention[] {
  const { kind, name } = statement, { text } = statement.source;
  const found: TextMention[] = [];
  if (kind === 'label') { const start = text.charCodeAt(0) === 34 ? 1 : 0; return [{ name, start, end: start + name.length, role: 'definition' }]; }
  if (kind === 'assignment' && name !== '.') found.push({ name, start: 0, end: name.length, role: 'definition' });
  const role: Role = kind === 'directive' && declaring.has(name) ? 'declaration' : 'reference';
  let defines = kind === 'directive' && defining.has(name);
  for (let at = statement.restAt; at < text.length;) {
    const code = text.charCodeAt(at);
    if (code === 34) at = endOfQuoted(text, at);
    else if (code === 37 || code === 64) at = endOfName(text, at + 1);
    else if (code === 44 && name === '.type') break;
    else if (isDigit(code)) {
      let end = at;
      while (isDigit(text.charCodeAt(end))) end++;
      const mark = text.charCodeAt(end), next = endOfName(text, end);
      if ((mark === 102 || mark === 98) && next === end + 1) found.push({ name: text.slice(at, end), start: at, end: next, role: 'reference', forward: mark === 102 });
      at = next;
    } else if (isNameStart(code)) {
      const end = endOfName(text, at), word = text.slice(at, end);
      if (word !== '.') found.push({ name: word, start: at, end, role: defines ? 'definition' : role });
      defines = false;
      at = end;
    } else at++;
  }
  return found;
}

/** Where the mentions of one name are spelled, and which numeric label each number means. */
function resolve(analysis: Analysis, name: string, mentions: readonly Mention[]): Occurrence[] {
  const found: Occurrence[] = [], seen = new Set<string>();
  const numeric = isDigit(name.charCodeAt(0));
  let last = `?${name}`, waiting: Mention[] = [];
  for (const mention of mentions) {
    if (!numeric) { note(analysis, mention, name, undefined, found, seen); continue; }
    if (mention.role === 'definition') {
      const { source } = analysis.listing.statements[mention.statement]!;
      const run = source.runs[0];
      last = `${name}:${run?.place.file.path ?? ''}:${run?.offset ?? 0}`;
      note(analysis, mention, name, last, found, seen);
      for (const reference of waiting) note(analysis, reference, name, last, found, seen);
      waiting = [];
    } else if (mention.forward) waiting.push(mention);
    else note(analysis, mention, name, last, found, seen);
  }
  // A forward reference without its label is still a name under the cursor.
  for (const reference of waiting) note(analysis, reference, name, `?${name}`, found, seen);
  return found;
}

interface Piece { readonly place: Place; readonly start: number; readonly end: number; readonly exact: boolean }

/** The typed stretches that produced [start, end). */
function piecesOf({ text, runs }: MappedText, start: number, end: number): Piece[] {
  const pieces: Piece[] = [];
  for (let i = runs.length > 8 ? runIndexAt({ text, runs }, start) : 0; i < runs.length; i++) {
    const run = runs[i]!, stop = Math.min(end, runs[i + 1]?.at ?? text.length);
    if (stop <= start) continue;
    if (run.at >= end) break;
    const from = Math.max(start, run.at);
    const begin = run.offset + (from - run.at), finish = begin + (stop - from);
    const exact = finish <= run.end && run.place.file.text.startsWith(text.slice(from, stop), begin);
    const last = pieces[pieces.length - 1];
    if (exact && last?.exact && last.place.file === run.place.file && last.end === begin) pieces[pieces.length - 1] = { ...last, end: finish };
    else if (exact) pieces.push({ place: run.place, start: begin, end: finish, exact });
    else {
      // A counter at the end of a line shares the run of the text before it.
      const same = commonLength(text, from, stop, run.place.file.text, begin, run.end);
      if (same > 0) pieces.push({ place: run.place, start: begin, end: begin + same, exact: true });
      pieces.push({ place: run.place, start: Math.min(begin + same, run.end), end: run.end, exact });
    }
  }
  return pieces;
}

function commonLength(text: string, from: number, to: number, typed: string, begin: number, end: number): number {
  let length = 0;
  while (from + length < to && begin + length < end && text.charCodeAt(from + length) === typed.charCodeAt(begin + length)) length++;
  return length;
}

function note(analysis: Analysis, mention: Mention, name: string, numericIdentity: string | undefined, found: Occurrence[], seen: Set<string>): void {
  const { statement, start, end, role } = mention;
  const pieces = piecesOf(analysis.listing.statements[statement]!.source, start, end);
  const first = pieces[0];
  if (!first) return;
  const add = (identity: string, own: string, piece: { readonly start: number; readonly end: number }, file: SourceText, whole: boolean): void => {
    // Sixty expansions of one body line spell a name once.
    const key = `${piece.start} ${order[role]} ${identity} ${file.path}`;
    if (seen.has(key)) return;
    seen.add(key);
    found.push({ identity, name: own, role, file, start: piece.start, end: piece.end, whole, statement });
  };
  const { file } = first.place;
  if (numericIdentity !== undefined) { add(numericIdentity, name, first, file, pieces.length === 1 && first.exact); return; }
  if (pieces.length === 1 && first.exact) { add(name, name, first, file, true); return; }
  const counted = withCounter(pieces);
  if (counted) {
    const text = file.text.slice(counted.start, counted.end), macro = first.place.expansion?.definition;
    add(`${text}|${macro?.file.path ?? ''}:${macro?.start ?? 0}`, text, counted, file, true);
    return;
  }
  for (const piece of pieces) if (piece.end - piece.start > 1) add(name, name, piece, piece.place.file, false);
}

/** The whole spelling when the name lies in one body and only `\@` and `\()` are not literal. */
function withCounter(pieces: readonly Piece[]): { start: number; end: number } | undefined {
  const { file } = pieces[0]!.place;
  let end = pieces[0]!.start, counter = false;
  for (const piece of pieces) {
    if (piece.place.file !== file || piece.start < end) return undefined;
    const gap = file.text.slice(end, piece.start);
    if (gap !== '' && gap !== '\\()') return undefined;
    if (!piece.exact) {
      if (file.text.slice(piece.start, piece.end) !== '\\@') return undefined;
      counter = true;
    }
    end = piece.end;
  }
  if (!counter) return undefined;
  // Empty joiners behind the last piece belong to the spelling.
  while (file.text.startsWith('\\()', end)) end += 3;
  return { start: pieces[0]!.start, end };
}

/** The word of name characters around an offset. */
function wordAround(text: string, offset: number): { start: number; end: number } {
  let start = offset;
  const isPart = (code: number): boolean => isNameStart(code) || isDigit(code) || code === 36;
  while (start > 0 && isPart(text.charCodeAt(start - 1))) start--;
  return { start, end: endOfName(text, start) };
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
