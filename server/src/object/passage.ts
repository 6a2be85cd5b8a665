// SPDX-License-Identifier: GPL-2.0-or-later
// What one top-level line did to the assembler, kept for the next revision: its stretches of the sections with their fixups, and what it
// made of symbols. It can be done again as a whole, without a look at the statements, where all that the line read is as it was: the place
// where it began, the states of the symbols and sections it names, the numeric labels around it, distances that it asked for.
//
// Symbols, sections and subsections are the same objects in all revisions (Pool), renewed where a pass meets them first; so the fixups of a
// kept line mean the symbols of this revision. A line that does what is hard to repeat (`unrepeatable`, and every directive that is not in
// `repeatable`) is assembled each time, and what it leaves of symbols is seen by the lines behind it like everything else.

import type { Diagnostic } from '../base/diagnostic.ts';
import type { Statement } from '../gas/statement.ts';
import type { Mode } from '../x86/instruction.ts';
import { repeatFragment, type Fragment, type Subsection } from './fragments.ts';
import { labelDistance } from './numbers.ts';
import { noteWhere, startRecorder, stopRecorder, type Recorder, type Touched } from './recorder.ts';
import { closeSection, openSection } from './sections.ts';
import {
  countDefinition, mostDiagnostics, nameNow, renew, subsectionOf, type AsmSection, type AsmState, type Fixup, type Mark, type NumericLabels, type Pool, type Where,
} from './state.ts';
import { assumeState, assumeWritten, symbolState, type SymbolState } from './symbolState.ts';
import { numericName, type AsmSymbol } from './symbols.ts';

/** Where the next byte goes, and how to get back. */
interface Context {
  readonly here: Where;
  readonly previous: Where | undefined;
  readonly stack: readonly { here: Where; previous: Where | undefined }[];
  readonly mode: Mode;
  readonly gcc16: boolean;
}

export type Label = NonNullable<AsmSymbol['label']>;

/** What became of a symbol. Of order only the distance from the line's first is kept, -1: it has not changed. */
export interface Change {
  readonly symbol: AsmSymbol;
  readonly how: Touched['how'];
  readonly before: SymbolState | undefined;
  readonly after: SymbolState;
  /** Nothing changed. */
  readonly idle: boolean;
  readonly label: Label | undefined;
  readonly statement: Statement | undefined;
  readonly madeBy: Statement | undefined;
  readonly size: AsmSymbol['attributes']['size'];
  readonly sizeStatement: Statement | undefined;
  readonly order: number;
  readonly again: number;
}

/** `made`: its attributes, if the line made it. */
export interface EnteredSection {
  readonly section: AsmSection;
  readonly created: boolean;
  readonly shape: string;
  readonly made: Pick<AsmSection, 'type' | 'flags' | 'entsize' | 'group' | 'linkedTo'> | undefined;
}

export interface Added { readonly section: AsmSection; readonly fixups: readonly Fixup[]; readonly marks: readonly Mark[] }

/** A place without a name, and its order from the line's first. */
export interface PlaceInOrder { readonly symbol: AsmSymbol; readonly order: number }

/** What numeric labels were when the line asked for them ('any': it did not), and what it made them. */
export interface LabelsUsed {
  readonly labels: NumericLabels;
  readonly latest: AsmSymbol | undefined | 'any';
  readonly next: AsmSymbol | undefined | 'any';
  readonly setsLatest: boolean;
  readonly latestAfter: AsmSymbol | undefined;
  readonly setsNext: boolean;
  readonly nextAfter: AsmSymbol | undefined;
}

/** Ends that are the line's own are labels, others are looked up by their symbols. */
export interface Distance { readonly to: AsmSymbol | Label; readonly from: AsmSymbol | Label; readonly answer: number | undefined }

export interface Passage {
  readonly pool: Pool;
  /** The pass that it was part of last. */
  pass: number;
  /** How many places in the order of symbols it takes. */
  readonly orders: number;
  readonly entry: Context;
  readonly exit: Context;
  readonly statement: Statement;
  readonly sections: readonly EnteredSection[];
  readonly subsections: Readonly<Recorder['subsections']>;
  readonly aligned: Readonly<Recorder['aligned']>;
  /** The line's parts of its subsections. */
  readonly fragments: readonly Fragment[];
  readonly added: readonly Added[];
  readonly changes: readonly Change[];
  readonly mentioned: readonly AsmSymbol[];
  /** Versions of names, made by one of several passages and taken the place of by another one, of which no more is kept. */
  readonly gone: readonly AsmSymbol[];
  readonly places: readonly PlaceInOrder[];
  readonly absent: Readonly<Recorder['absent']>;
  readonly meant: Readonly<Recorder['meant']>;
  readonly labels: readonly LabelsUsed[];
  readonly defined: Readonly<Recorder['defined']>;
  readonly pending: Readonly<Recorder['pending']>;
  readonly distances: readonly Distance[];
  readonly diagnostics: readonly Diagnostic[];
}

/** How things stood when the line was begun. */
interface Beginning {
  readonly recorder: Recorder;
  readonly entry: Context;
  readonly order: number;
  readonly diagnostics: number;
}

/** Directives that do no more than what is written down; the others are assembled anew each time. */
const repeatable: ReadonlySet<string> = new Set(('.byte .2byte .short .word .hword .value .4byte .long .int .8byte .quad .octa .ascii .asciz .string .string8 '
  + '.skip .space .zero .fill .align .balign .p2align .org .nops .text .data .bss .section .pushsection .popsection .previous .subsection '
  + '.globl .global .weak .local .hidden .protected .internal .type .size .set .equ .code16 .code32 .code64').split(' '));

export function newPool(): Pool { return { pass: 0, used: 0, symbols: new Map(), numbered: new WeakMap(), sections: new Map(), numeric: new Map() }; }

/** True if a directive of this name spoils what is being written down. */
export function isRepeatable(name: string): boolean { return repeatable.has(name); }

let begun: Beginning | undefined;

/** A top-level line begins. */
export function beginPassage(state: AsmState): void {
  const { order, diagnostics } = state, recorder = startRecorder();
  begun = { recorder, entry: contextOf(state), order, diagnostics: diagnostics.length };
  noteWhere(state.here);
  if (state.intel || state.equates || state.processor !== undefined || diagnostics.length >= mostDiagnostics) recorder.unrepeatable = true;
}

/** It is over; undefined if it cannot be repeated. */
export function endPassage(state: AsmState): Passage | undefined {
  const { recorder, entry, order, diagnostics } = begun!;
  begun = undefined;
  stopRecorder();
  const changes = recorder.symbols.map(touched => changeOf(touched, order)).filter(({ how, symbol }) => how !== 'made' || !isForgotten(recorder, symbol));
  for (const { section } of recorder.sections) section.touchedBy = undefined;
  for (const { subsection } of recorder.subsections) subsection.touchedBy = undefined;
  for (const symbol of recorder.places) { symbol.touchedBy = undefined; symbol.state = symbolState(symbol); }
  for (const { subsection: { fragments } } of recorder.cuts) fragments[fragments.length - 1]!.sealed = true;
  const { pool } = state;
  // Of what else there was to say nothing is known.
  if (!pool || recorder.unrepeatable || state.diagnostics.length >= mostDiagnostics || (recorder.numbered && state.diagnostics.length > diagnostics) || state.equates || state.intel || state.here.absolute) return undefined;
  const fragments = recorder.cuts.flatMap(({ subsection, from }) => ownBytes(subsection, from)), own = new Set(fragments);
  const endOf = (symbol: AsmSymbol): AsmSymbol | Label => symbol.label && own.has(symbol.label.fragment) ? symbol.label : symbol;
  const added = recorder.sections.filter(({ section, fixups, marks }) => section.fixups.length > fixups || section.marks.length > marks);
  return {
    pool, pass: pool.pass, orders: state.order - order, entry, exit: contextOf(state), statement: state.statement,
    fragments: some(fragments), changes: some(changes), added: some(added.map(({ section, fixups, marks }): Added => ({ section, fixups: section.fixups.slice(fixups), marks: section.marks.slice(marks) }))),
    sections: some(recorder.sections.map(({ section, created }) => ({ section, created, shape: section.shape, made: created ? attributesOf(section) : undefined }))),
    subsections: some(recorder.subsections), aligned: some(recorder.aligned), mentioned: some(recorder.mentioned), gone: nothing, absent: some(recorder.absent), meant: some(recorder.meant),
    places: some(recorder.places.map(symbol => ({ symbol, order: symbol.attributes.order - order }))),
    labels: some(recorder.labels.map(({ labels, latest, next, usesLatest, usesNext }) => ({
      labels, latest: usesLatest ? latest : 'any', next: usesNext ? next : 'any',
      setsLatest: labels.latest !== latest, latestAfter: labels.latest, setsNext: labels.next !== next, nextAfter: labels.next,
    }))),
    defined: some(recorder.defined), pending: some(recorder.pending.filter(({ symbol }) => !symbol.label)),
    distances: some(recorder.distances.map(({ to, from, answer }) => ({ to: endOf(to), from: endOf(from), answer })).filter(isForeign)),
    diagnostics: some(state.diagnostics.slice(diagnostics)),
  };
}

function attributesOf({ type, flags, entsize, group, linkedTo }: AsmSection): EnteredSection['made'] { return { type, flags, entsize, group, linkedTo }; }

/** Most lines have nothing of most kinds, and one list for all of them is quick to reach. */
export function some<T>(list: readonly T[]): readonly T[] { return list.length === 0 ? nothing : list; }

const nothing: readonly never[] = [];

function changeOf({ symbol, how, before, label, statement, size, sizeStatement, again }: Touched, base: number): Change {
  const after = symbolState(symbol, before), { attributes } = symbol;
  symbol.state = after;
  symbol.touchedBy = undefined;
  const own = how !== 'known';
  const change = {
    symbol, how, before, after, madeBy: own ? symbol.madeBy : undefined, label: symbol.label === label ? undefined : symbol.label,
    statement: symbol.statement === statement ? undefined : symbol.statement,
    size: attributes.size === size ? undefined : attributes.size,
    sizeStatement: attributes.sizeStatement === sizeStatement ? undefined : attributes.sizeStatement,
    // Versions of a name share their place.
    order: own && attributes.order >= base ? attributes.order - base : -1,
    again: symbol.again === again || symbol.again === undefined ? -1 : symbol.again - base,
  };
  const same = !own && before === after && !change.label && !change.statement && !change.size && !change.sizeStatement && change.again < 0;
  return { ...change, idle: same };
}

/** A version that another one has taken the place of, or a numeric label that only the line itself can mean. */
function isForgotten({ labels, pending }: Recorder, symbol: AsmSymbol): boolean {
  if (!symbol.temporary) return symbol.superseded;
  return !labels.some(({ labels: { latest, next } }) => latest === symbol || next === symbol) && !pending.some(p => p.symbol === symbol && !symbol.label);
}

/** The line's part of a subsection, with its bytes apart. */
function ownBytes({ buffer, used, fragments }: Subsection, from: number): Fragment[] {
  const own = fragments.slice(from), start = own[0]!.start, bytes = buffer.slice(start, used);
  for (const fragment of own) { fragment.bytes = bytes; fragment.start -= start; fragment.end -= start; }
  return own;
}

/** How far two places of the line's own are apart is the line's own affair. */
export function isForeign({ to, from }: Distance): boolean { return !('fragment' in to && 'fragment' in from); }

function contextOf({ here, previous, stack, mode, gcc16 }: AsmState): Context {
  return { here, previous, stack: stack.length === 0 ? empty : [...stack], mode, gcc16 };
}

const empty: Context['stack'] = [];

/**
 * Does again what the line did, if it would do the same; else nothing has happened. Loops here count, for iterators are made anew each time
 * until V8 optimises them.
 */
export function repeatPassage(state: AsmState, passage: Passage): boolean {
  const { pool } = state;
  if (!pool || passage.pool !== pool || passage.pass === pool.pass) return false;
  if (!isSameContext(state, passage.entry) || !isAsBefore(state, pool, passage)) return false;
  const { sections, subsections, fragments, changes, places, mentioned, gone, added, aligned, defined, labels, pending } = passage;
  for (let i = 0; i < sections.length; i++) {
    const { section, created, shape, made } = sections[i]!;
    if (!created) continue;
    // In between another line may have made it.
    if (section.shape !== shape) Object.assign(section, made, { shape });
    openSection(state, section);
  }
  let opened: Recorder['subsections'] | undefined;
  for (let i = 0; i < subsections.length; i++) {
    const { section, subsection } = subsections[i]!;
    if (!section.subsections.has(subsection.number)) { (opened ??= []).push(subsections[i]!); subsectionOf(section, subsection.number); }
  }
  for (let i = 0; i < fragments.length; i++) repeatFragment(fragments[i]!);
  if (!sameDistances(passage)) {
    // What was put down to measure is taken up again.
    for (const { subsection } of fragments) subsection.fragments.pop();
    for (const { section, subsection } of opened ?? []) section.subsections.delete(subsection.number);
    for (let i = sections.length - 1; i >= 0; i--) if (sections[i]!.created) closeSection(state, sections[i]!.section);
    return false;
  }
  const { order } = state;
  for (let i = 0; i < changes.length; i++) if (!changes[i]!.idle) apply(changes[i]!, pool.pass, order);
  for (let i = 0; i < gone.length; i++) gone[i]!.superseded = true;
  for (let i = 0; i < places.length; i++) places[i]!.symbol.attributes.order = order + places[i]!.order;
  for (let i = 0; i < mentioned.length; i++) {
    const symbol = mentioned[i]!;
    state.mentioned.push(symbol);
    if (symbol.section === undefined) state.symbols.set(symbol.name, symbol);
  }
  for (let i = 0; i < added.length; i++) {
    const { section, fixups, marks } = added[i]!;
    append(section.fixups, fixups);
    append(section.marks, marks);
  }
  for (let i = 0; i < aligned.length; i++) { const { section, align } = aligned[i]!; if (align > section.align) section.align = align; }
  for (let i = 0; i < defined.length; i++) { const { labels, symbol } = defined[i]!; countDefinition(labels, symbol); state.pendingNumeric.delete(symbol); }
  for (let i = 0; i < labels.length; i++) {
    const used = labels[i]!;
    if (used.setsLatest) used.labels.latest = used.latestAfter;
    if (used.setsNext) used.labels.next = used.nextAfter;
  }
  for (const { symbol, name, statement, labels } of pending) {
    symbol.name = numericName(labels.digits, labels.defined + 1);
    state.pendingNumeric.set(symbol, { name, statement });
  }
  append(state.diagnostics, passage.diagnostics);
  state.order += passage.orders;
  enter(state, passage.exit);
  state.statement = passage.statement;
  passage.pass = pool.pass;
  return true;
}

function isSameContext({ here, previous, stack, mode, gcc16, intel, equates, processor }: AsmState, entry: Context): boolean {
  if (mode !== entry.mode || gcc16 !== entry.gcc16 || intel || equates || processor !== undefined || stack.length !== entry.stack.length) return false;
  if (!sameWhere(here, entry.here) || !sameWhere(previous, entry.previous)) return false;
  for (let i = 0; i < stack.length; i++) {
    if (!sameWhere(stack[i]!.here, entry.stack[i]!.here) || !sameWhere(stack[i]!.previous, entry.stack[i]!.previous)) return false;
  }
  return true;
}

function sameWhere(a: Where | undefined, b: Where | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && a.section === b.section && a.subsection === b.subsection && !a.absolute && !b.absolute);
}

function enter(state: AsmState, { here, previous, stack, mode, gcc16 }: Context): void {
  state.here = here;
  state.previous = previous;
  if (state.stack.length > 0 || stack.length > 0) { state.stack.length = 0; append(state.stack, stack); }
  state.mode = mode;
  state.gcc16 = gcc16;
}

/** What the line reads is what it read then. */
function isAsBefore(state: AsmState, pool: Pool, { sections, changes, absent, meant, labels, diagnostics }: Passage): boolean {
  const { pass } = pool;
  for (let i = 0; i < sections.length; i++) {
    const { section, created, shape } = sections[i]!;
    if (created ? section.pass === pass : section.pass !== pass || section.shape !== shape) return false;
  }
  for (let i = 0; i < changes.length; i++) {
    const { symbol, how } = changes[i]!;
    if (how === 'known') { if (symbol.state !== changes[i]!.before || (symbol.pass !== pass && !symbol.temporary)) return false; }
    else if (how === 'named' && (symbol.pass === pass || (symbol.section === undefined && isTaken(state, symbol)))) return false;
  }
  for (const { name: read, numbered, section } of absent) {
    const name = numbered ? numbered.name : read;
    if (state.symbols.has(name) || state.sectionByName.has(name) !== section) return false;
  }
  for (const { symbol, name, numbered } of meant) if (nameNow(symbol) !== (numbered ? numbered.name : name)) return false;
  for (let i = 0; i < labels.length; i++) {
    const { labels: numbers, latest, next } = labels[i]!;
    if (numbers.pass !== pass) { renew(numbers, pass); state.numeric.set(numbers.digits, numbers); }
    if ((latest !== 'any' && numbers.latest !== latest) || (next !== 'any' && numbers.next !== next)) return false;
  }
  return state.diagnostics.length + diagnostics.length < mostDiagnostics;
}

/** Something else goes by the name that the symbol would have. */
function isTaken({ symbols, sectionByName }: AsmState, symbol: AsmSymbol): boolean {
  const name = nameNow(symbol);
  // Only a name that follows the number of a call may also be another symbol's.
  return sectionByName.has(name) || (name.startsWith('.L') && symbols.has(name));
}

function sameDistances({ distances }: Passage): boolean {
  for (const { to, from, answer } of distances) {
    const a = 'fragment' in to ? to : to.label, b = 'fragment' in from ? from : from.label;
    if (!a || !b || labelDistance(a, b, false) !== answer) return false;
  }
  return true;
}

function apply(change: Change, pass: number, base: number): void {
  const { symbol, how, before, after, label, statement, madeBy, size, sizeStatement, order, again } = change;
  if (how === 'known') {
    if (label) symbol.label = label;
    if (statement) symbol.statement = statement;
    if (size) symbol.attributes.size = size;
    if (sizeStatement) symbol.attributes.sizeStatement = sizeStatement;
    if (after !== before) assumeState(symbol, after);
    if (again >= 0) symbol.again = base + again;
    return;
  }
  symbol.pass = pass;
  symbol.name = nameNow(symbol);
  symbol.label = label;
  symbol.statement = statement;
  symbol.madeBy = madeBy;
  symbol.attributes.size = size;
  symbol.attributes.sizeStatement = sizeStatement;
  if (order >= 0) symbol.attributes.order = base + order;
  symbol.again = again < 0 ? undefined : base + again;
  // Most are the line's own affair and still as the last pass left them, but for what writing the object adds.
  if (symbol.state === after) assumeWritten(symbol, after); else assumeState(symbol, after);
}

export function append<T>(to: T[], list: readonly T[]): void { for (let i = 0; i < list.length; i++) to.push(list[i]!); }
