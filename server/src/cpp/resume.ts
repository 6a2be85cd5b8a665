// SPDX-License-Identifier: GPL-2.0-or-later
// A file that is being edited, from one revision to the next: only what an edit reaches is read again. The main file is read in
// *stretches*: one logical line, or the lines of a call that reaches over several. Between two of them nothing is open, so all that one leaves
// for the next are the tables (table.ts) and the conditionals. A stretch whose text is the old one and whose questions to the tables would
// be answered as before gives what it gave: the same lines, as the same objects, with the stretch's anchor moved to where it stands now.
//
//   an edit of an instruction   one stretch is read
//   an edit of a #define        it, and the stretches that asked for that macro
//   an edit of a header         the #include through which it came, and the stretches that asked for what it defines otherwise
//
// Conditionals of the main file are obeyed each time, with what their condition gave before: which lines are left out costs next to nothing.

import { Anchor, AnchoredPlace, LivingText } from '../base/anchor.ts';
import type { Diagnostic } from '../base/diagnostic.ts';
import { lineAt, sourceText, type SourceText } from '../base/text.ts';
import { dropBuiltins } from './builtins.ts';
import { Macro } from './definition.ts';
import { nextToken } from './expand.ts';
import { Former } from './former.ts';
import { maximumIncludes } from './includes.ts';
import type { Asked, Sought } from './includeSearch.ts';
import { endLine, put } from './layout.ts';
import { alignLines, isGone, oldLineOf, type Alignment } from './alignLines.ts';
import { directiveNames, logicalLines, type LogicalLines } from './logicalLines.ts';
import type { CppOptions, InactiveRegion, Include, Line, Preprocessed, ReadHeader } from './preprocessed.ts';
import { readDirective, readToken } from './reader.ts';
import { sameLines } from './sameLines.ts';
import type { OpenFile, State, Tables } from './state.ts';
import type { Notes, Table } from './table.ts';
import { endOfStretch } from './tokens.ts';

export interface CppMemory {
  /** The main file, in which places of the main file lie. */
  readonly living: LivingText;
  latest: Latest | undefined;
  /** What the file had before, by what it says. */
  readonly former: Former<Stretch>;
  /** Logical lines of the main file that were read for the latest revision, for tests. */
  linesRead: number;
}

export function cppMemory(living: LivingText): CppMemory { return { living, latest: undefined, former: new Former(), linesRead: 0 }; }

/** What the latest revision left behind. */
interface Latest {
  readonly options: CppOptions;
  readonly readHeader: ReadHeader;
  readonly lines: LogicalLines;
  /** By logical line: the stretch that begins there. */
  readonly stretches: readonly (Stretch | undefined)[];
  /** The logical lines at which stretches begin that are not plain. */
  readonly stops: readonly number[];
  /** Of the unit, the command line's first. */
  readonly output: readonly Line[];
  readonly tables: Tables;
  readonly builtins: readonly Macro[];
  readonly found: Map<string, Sought>;
  /** Of the command line. */
  readonly base: Output & { readonly asked: Asked };
}

/** What reading some lines gave. */
interface Output {
  readonly lines: readonly Line[];
  readonly includes: readonly Include[];
  readonly inactive: readonly InactiveRegion[];
  readonly diagnostics: readonly Diagnostic[];
}

interface Stretch extends Output {
  /** Where its first line begins. */
  readonly anchor: Anchor;
  /** Logical lines, and characters from the first to the end of the last. */
  readonly count: number;
  readonly length: number;
  readonly notes: readonly Notes[];
  /** Those notes that have changes. */
  readonly changes: readonly Notes[];
  /** Headers. */
  readonly asked: Asked;
  /** A blank was due in front of the first token; undefined where that makes no difference. */
  readonly padded: boolean | undefined;
  /** A blank may be due behind it; undefined if that is left as it was. */
  readonly pads: boolean | undefined;
  /** The 0-based row it stood in; undefined where that makes no difference. */
  readonly row: number | undefined;
  /** Of a conditional. */
  readonly verdict: boolean | undefined;
  /** Depends on more than is noted. */
  readonly again: boolean;
  /** One line that gives one line, of which the text says all as long as the tables are the same. */
  readonly isPlain: boolean;
}

/** A revision that is to be read. */
export interface Revision {
  readonly main: SourceText;
  readonly options: CppOptions;
  readonly readHeader: ReadHeader;
  readonly newTables: () => Tables;
  /** A state in front of the first line of the main file, the command line having been read or not. */
  readonly begin: (tables: Tables, found: Map<string, Sought>, commandLine: Asked | undefined) => State;
  /** The same without any memory. */
  readonly anew: () => Preprocessed;
}

/** A run over the main file, beside what the latest revision left. */
interface Run {
  readonly memory: CppMemory;
  readonly state: State;
  readonly file: OpenFile;
  readonly tables: readonly Table<unknown, unknown>[];
  readonly old: Latest | undefined;
  /** Through which an included header came that is not what it was. */
  readonly stale: ReadonlySet<Stretch>;
  readonly alignment: Alignment;
  readonly stretches: (Stretch | undefined)[];
  readonly stops: number[];
  readonly output: Mutable<Output>;
  /** The old logical line up to which the old revision was followed, how many lines of the unit it had given there, and the next of its stops. */
  passed: number;
  given: number;
  nextStop: number;
  /** The old logical lines up to here gave their lines to new ones. */
  adopted: number;
  /** Old stretches that live on in new ones. */
  readonly heirs: Set<Stretch>;
  /** The tables are as they were at this place of the old revision. */
  isSame: boolean;
  /** The tables are those of the place where the run stands; before, they are those of the end of the old revision. */
  restored: boolean;
}

export function resume(memory: CppMemory, revision: Revision): Preprocessed {
  const { main, options, readHeader } = revision, stale = new Set<Stretch>();
  const old = memory.latest && holds(memory.latest, revision, stale) ? memory.latest : undefined;
  // Whoever gives up half-way leaves nothing that could be gone on from.
  memory.latest = undefined;
  memory.linesRead = 0;
  const alignment = alignLines(old?.lines, main), lines = logicalLines(main);
  const tables = old?.tables ?? revision.newTables(), found = old?.found ?? new Map<string, Sought>(), asked: Asked = old?.base.asked ?? new Map();
  for (const macro of old?.builtins ?? []) tables.macros.values.set(macro.name, macro);
  const state = revision.begin(tables, found, old ? undefined : asked), base = old?.base ?? { ...taken(state), asked };
  state.included = base.includes.length;
  const output: Mutable<Output> = { lines: [...base.lines], includes: [...base.includes], inactive: [...base.inactive], diagnostics: [...base.diagnostics] };
  const run: Run = {
    memory, state, file: state.file!, tables: Object.values(tables), old, stale, alignment, stretches: new Array<undefined>(lines.count), stops: [], output,
    passed: 0, given: base.lines.length, nextStop: 0, adopted: 0, heirs: new Set(), isSame: true, restored: false,
  };
  if (old && alignment.oldEnd < old.lines.count) memory.living.move(old.lines.starts[alignment.oldEnd]!, lines.starts[alignment.newEnd]! - old.lines.starts[alignment.oldEnd]!);
  readStretches(run);
  append(output, readEnd(run));
  for (const table of run.tables) table.settle();
  const builtins = dropBuiltins(tables.macros.values);
  if (!state.pending) memory.latest = { options, readHeader, lines, stretches: run.stretches, stops: run.stops, output: output.lines, tables, builtins, found, base };
  if (memory.living.isLong) settleAnchors(memory.living, run.stretches);
  // Only printing asks for markers.
  return { ...output, macros: tables.macros.values, pending: state.pending, get markers() { return revision.anew().markers; } };
}

/** What was read for the latest revision still is what there is; `stale` are stretches of which that cannot be said. */
function holds({ options, readHeader, base, stretches, found }: Latest, revision: Revision, stale: Set<Stretch>): boolean {
  if (options !== revision.options) return false;
  if (readHeader === revision.readHeader) return true;
  const changed = (asked: Asked): boolean => { for (const [path, answer] of asked) if (revision.readHeader(path) !== answer) return true; return false; };
  if (changed(base.asked)) return false;
  for (const stretch of stretches) if (stretch && changed(stretch.asked)) stale.add(stretch);
  for (const [key, sought] of found) if (changed(sought.asked)) found.delete(key);
  return true;
}

function readStretches(run: Run): void {
  const { file } = run;
  while (file.line + 1 < file.lines.count) {
    const line = file.line + 1, known = oldStretch(run, line), ahead = known?.isPlain && run.isSame ? plainAhead(run, line) : 0;
    if (ahead > 0) { take(run, line, ahead); continue; }
    const stretch = known && repeats(run, known, line) ? repeat(run, known, line) : conditionals.has(file.lines.directives[line]!) ? decide(run, line, known) : read(run, line, known);
    run.stretches[line] = stretch;
    if (!stretch.isPlain) run.stops.push(line);
    append(run.output, stretch);
  }
  if (run.old) follow(run, run.old.lines.count);
}

/** How many plain stretches from here on are the old ones, far from what was edited. */
function plainAhead({ old, alignment: { first, newEnd }, passed, nextStop, file }: Run, line: number): number {
  const end = line < first ? first : line >= newEnd ? file.lines.count : line;
  return Math.min(end - line, (old!.stops[nextStop] ?? Infinity) - passed);
}

/** Plain stretches as they are; those that moved have been told so all at once. */
function take(run: Run, line: number, count: number): void {
  const { old, passed, given, stretches, output } = run;
  for (let i = 0; i < count; i++) stretches[line + i] = old!.stretches[passed + i];
  for (let i = given; i < given + count; i++) output.lines.push(old!.output[i]!);
  run.passed += count;
  run.given += count;
  run.file.line += count;
  run.state.layout.padded = stretches[line + count - 1]!.pads!;
}

/** Tells all anchors where they stand, so that nobody needs to know how they came there. */
function settleAnchors(living: LivingText, stretches: readonly (Stretch | undefined)[]): void {
  for (const stretch of stretches) void stretch?.anchor.at;
  living.forgetMoves();
}

/** The stretch that began with this line before. The old revision is followed up to there. */
function oldStretch(run: Run, line: number): Stretch | undefined {
  const { old, alignment } = run, at = oldLineOf(alignment, line);
  const stretch = at >= run.passed ? old?.stretches[at] : undefined;
  if (stretch) follow(run, at);
  return stretch;
}

/** What the old revision had up to this line of it and the new one has not. */
function follow(run: Run, to: number): void {
  for (; run.passed < to; run.passed++) {
    const stretch = run.old!.stretches[run.passed];
    if (!stretch) continue;
    const { changes } = stretch;
    retire(run, stretch);
    if (changes === none) { leave(run, stretch); continue; }
    restore(run);
    for (const notes of changes) notes.pass();
    leave(run, stretch);
    noticeTables(run);
  }
}

/** The new text has no such stretch here. */
function retire({ memory: { former }, heirs }: Run, stretch: Stretch): void {
  const { lines, includes, diagnostics, asked, row, anchor } = stretch;
  if (heirs.has(stretch) || includes.length + diagnostics.length > 0 || asked.size > 0 || row !== undefined || anchor === nowhere) return;
  const defined = definedBy(stretch);
  if (defined) former.put(`#${defined.name}`, stretch); else if (lines.length > 0 && stretch.changes === none) former.put(textOf(lines), stretch);
}

function textOf(lines: readonly Line[]): string { return lines.map(({ text }) => text).join('\n'); }

/** The macro that a stretch defines, if that is all that it does. */
function definedBy({ lines, changes }: Stretch): Macro | undefined {
  if (lines.length > 0 || changes.length !== 1 || changes[0]!.changes.length !== 1) return undefined;
  const { after } = changes[0]!.changes[0] as { readonly after: unknown };
  return after instanceof Macro ? after : undefined;
}

/** The old revision is followed beyond this stretch of it. */
function leave(run: Run, { lines, isPlain }: Stretch): void {
  run.given += lines.length;
  if (!isPlain) run.nextStop++;
}

function noticeTables(run: Run): void { run.isSame = run.tables.every(table => table.isSame); }

/** Takes back what the old revision did behind the place up to which it was followed. */
function restore(run: Run): void {
  if (run.restored) return;
  run.restored = true;
  const { stops, stretches } = run.old ?? { stops: none, stretches: none };
  for (let i = stops.length - 1; i >= run.nextStop; i--) for (const notes of stretches[stops[i]!]!.changes) notes.undo();
}

const conditionals = new Set(['if', 'ifdef', 'ifndef', 'elif', 'elifdef', 'elifndef', 'else', 'endif'].map(name => directiveNames.indexOf(name as typeof directiveNames[number])));

function repeats({ state, file, alignment, stale, passed, isSame }: Run, known: Stretch, line: number): boolean {
  if (known.isPlain && isSame) return true;
  const { starts, ends, directives } = file.lines, { count, row, padded } = known;
  if (known.again || conditionals.has(directives[line]!) || stale.has(known) || (padded !== undefined && padded !== state.layout.padded)) return false;
  for (let i = 1; i < count; i++) if (oldLineOf(alignment, line + i) !== passed + i) return false;
  return ends[line + count - 1]! - starts[line]! === known.length && (row === undefined || row === lineAt(file.lines.source, starts[line]!))
    && state.included + known.includes.length < maximumIncludes && (isSame || known.notes.every(notes => notes.holds()));
}

function repeat(run: Run, known: Stretch, line: number): Stretch {
  const { state, file } = run;
  known.anchor.at = file.lines.starts[line]!;
  leave(run, known);
  if (run.restored && known.changes !== none) {
    for (const notes of known.changes) notes.redo();
    noticeTables(run);
  }
  if (known.pads !== undefined) state.layout.padded = known.pads;
  state.included += known.includes.length;
  file.line = line + known.count - 1;
  run.passed += known.count;
  return known;
}

/** A conditional is obeyed each time; what came of its condition may be known. */
function decide(run: Run, line: number, known: Stretch | undefined): Stretch {
  const before = known?.verdict !== undefined && (run.isSame || known.notes.every(notes => notes.holds())) ? known : undefined;
  if ((!before && !asksNothing(run.file, line)) || run.file.lines.oddities.length > 0) return read(run, line, known, { verdict: undefined });
  const { state, file } = run;
  run.memory.linesRead++;
  file.place = { file: state.main };
  state.condition = { verdict: before?.verdict };
  readDirective(state, file, line);
  const output = taken(state);
  if (known) follow(run, run.passed + known.count);
  return stretchOf(output, { anchor: nowhere, count: file.line - line + 1, length: 0, notes: before?.notes ?? none, asked: nothingAsked, padded: undefined, pads: undefined, row: undefined, verdict: before?.verdict, again: false, isPlain: false });
}

/** Reads from this line on until nothing is open. */
function read(run: Run, line: number, known: Stretch | undefined, condition?: NonNullable<State['condition']>): Stretch {
  const { memory: { living }, state, file, tables } = run, { layout } = state, { starts, ends, directives, source } = file.lines;
  restore(run);
  const anchor = new Anchor(living, starts[line]!), startsWithHash = directives[line] === 0 && source.text[starts[line]!] === '#', padded = startsWithHash ? layout.padded : undefined;
  const presumed = state.presumed.values.get('main'), asked: Asked = new Map();
  Object.assign(file, { place: new AnchoredPlace(anchor, undefined), presumedPath: presumed?.path ?? state.main.path, rowDelta: presumed?.rowDelta ?? 0 });
  let home: Stretch | undefined;
  const inherit = (macro: Macro): Macro | undefined => {
    // What else is said of the line lies in its new stretch.
    if (file.lines.oddities.length > 0) return undefined;
    home = heirOf(run, `#${macro.name}`, known, stretch => definedBy(stretch)?.isRenewed(macro) === true);
    if (home) home.anchor.at = anchor.at;
    return home && definedBy(home)!.renew(macro);
  };
  Object.assign(state, { stretch: line, asked, usesRow: false, tangled: false, condition, inherit });
  for (const table of tables) table.begin();
  const { tokens } = layout;
  for (let token = nextToken(state); token !== endOfStretch; token = nextToken(state)) if (token.kind !== 'end') put(layout, token);
  endLine(layout);
  const notes = tables.flatMap(table => table.end() ?? []), changesNothing = notes.every(each => each.changes.length === 0), count = file.line - line + 1, output = taken(state);
  noticeTables(run);
  run.memory.linesRead += condition ? 1 : count;
  const dependsOnText = changesNothing && asked.size === 0 && !state.usesRow && !state.tangled && padded === undefined, saysNothing = output.diagnostics.length + output.includes.length === 0;
  const mayInherit = saysNothing && changesNothing && asked.size === 0 && !state.usesRow && output.lines.length > 0;
  const heir = home ?? (mayInherit ? heirOf(run, textOf(output.lines), known, stretch => sameLines(stretch.lines, stretch.anchor, output.lines, anchor)) : undefined);
  if (heir) heir.anchor.at = anchor.at;
  if (known) follow(run, run.passed + known.count);
  return stretchOf(heir ? { ...output, lines: heir.lines } : output, {
    anchor: heir?.anchor ?? anchor, count, length: ends[file.line]! - starts[line]!, notes, asked: asked.size > 0 ? asked : nothingAsked, padded,
    pads: layout.tokens > tokens ? layout.padded : undefined, row: state.usesRow ? lineAt(source, starts[line]!) : undefined, verdict: dependsOnText && saysNothing ? condition?.verdict : undefined,
    again: state.tangled, isPlain: dependsOnText && saysNothing && count === 1 && !condition && output.lines.length === 1 && output.inactive.length === 0 && layout.tokens > tokens,
  });
}

/** All of one shape, field by field: they are made and read by the thousand. */
function stretchOf({ lines, includes, inactive, diagnostics }: Output, own: Omit<Stretch, keyof Output | 'changes'>): Stretch {
  const { anchor, count, length, notes, asked, padded, pads, row, verdict, again, isPlain } = own, changes = notes.some(each => each.changes.length > 0) ? notes.filter(each => each.changes.length > 0) : none;
  return { lines, includes, inactive, diagnostics, anchor, count, length, notes, changes, asked, padded, pads, row, verdict, again, isPlain };
}

/** A conditional without a condition, or one whose group is left out whatever it says. */
function asksNothing({ lines, conditionals: open }: OpenFile, line: number): boolean {
  const name = directiveNames[lines.directives[line]!]!;
  return name === 'else' || name === 'endif' || (name.startsWith('elif') && open[open.length - 1]?.taken === true);
}

/** An old stretch whose text was another and that said the same (a comment was edited), or one that the file had before. It lives on. */
function heirOf(run: Run, key: string, known: Stretch | undefined, saysTheSame: (stretch: Stretch) => boolean): Stretch | undefined {
  for (let at = Math.max(run.passed, run.adopted); run.old && at < run.old.lines.count && (isGone(run.alignment, at) || run.old.stretches[at] === known); at++) {
    const stretch = run.old.stretches[at];
    if (!stretch || !saysTheSame(stretch)) continue;
    run.adopted = at + 1;
    run.heirs.add(stretch);
    return stretch;
  }
  return run.memory.former.take(key, saysTheSame);
}

/** What is said at the end of the main file. */
function readEnd({ state, file }: Run): Output {
  Object.assign(state, { stretch: Infinity, asked: undefined });
  file.place = { file: state.main };
  readToken(state);
  return taken(state);
}

const none: readonly never[] = [], nothingAsked: Asked = new Map();

/** Of a conditional, which gives no lines. */
const nowhere = new Anchor(new LivingText(sourceText('', '')), 0);

/** What was put out since it was taken last. */
function taken({ layout, includes, inactive, diagnostics }: State): Output {
  const all = <T>(list: T[]): readonly T[] => list.length > 0 ? list.splice(0) : none;
  layout.markers.length = 0;
  return { lines: all(layout.lines), includes: all(includes), inactive: all(inactive), diagnostics: all(diagnostics) };
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] extends readonly (infer Item)[] ? Item[] : T[Key] };

function append(output: Mutable<Output>, { lines, includes, inactive, diagnostics }: Output): void {
  if (lines.length === 1) output.lines.push(lines[0]!); else for (const line of lines) output.lines.push(line);
  for (const include of includes) output.includes.push(include);
  for (const region of inactive) output.inactive.push(region);
  for (const diagnostic of diagnostics) output.diagnostics.push(diagnostic);
}
