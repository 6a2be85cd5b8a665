// SPDX-License-Identifier: GPL-2.0-or-later
// The state of one pass of the assembler: sections, symbols, where the next byte goes. Directives and instructions change it, layout
// reads it.

import type { Diagnostic, Severity } from '../base/diagnostic.ts';
import type { SourceText } from '../base/text.ts';
import type { NumberedName, Statement } from '../gas/statement.ts';
import type { LowerContext, Mode } from '../x86/instruction.ts';
import type { ByteSpan } from './objectFile.ts';
import { constant, type Bound } from './bound.ts';
import type { Machine } from './relocationTypes.ts';
import type { CfiState } from './cfi.ts';
import { currentFragment, emptySubsection, hereOffset, makeSubsection, type Fragment, type Subsection } from './fragments.ts';
import { noteLabels, noteMade, noteSection, noteUnrepeatable, recorder, touch, type Recorder } from './recorder.ts';
import { makeSymbol, numericName, type AsmSymbol } from './symbols.ts';

export interface AsmSection {
  index: number;
  readonly name: string;
  /** Name and whatever else tells it from others. */
  readonly key: string;
  type: number;
  flags: number;
  entsize: number;
  align: number;
  /** The symbol that stands for the section in relocations and expressions; its order is the section's first mention. */
  readonly symbol: AsmSymbol;
  readonly subsections: Map<number, Subsection>;
  readonly fixups: Fixup[];
  /** Every statement that put something here, with where. */
  readonly marks: Mark[];
  /** Name of the group or linked-to section, if any. */
  group: { readonly name: string; readonly comdat: boolean } | undefined;
  /** What `.reloc` asked for. */
  readonly reloc: HandMade[];
  /** A section's name, or its index as a number. */
  linkedTo: string | undefined;
  /** sh_info. */
  info: number;
  /** Bytes; known after layout. */
  size: number;
  /** -g gave instructions here line numbers. */
  hasLines: boolean;
  /** Kept from pass to pass (passage.ts): the pass that it is part of, its attributes as one word, all its subsections, and the line that enters it now. */
  pass: number;
  shape: string;
  readonly known: Map<number, Subsection> | undefined;
  touchedBy: Recorder | undefined;
}

/** Numeric labels of one number: the latest, the next one if somebody already asked for it, and how many there were. */
export interface NumericLabels { latest: AsmSymbol | undefined; next: AsmSymbol | undefined; defined: number; readonly digits: string; pass: number }

/** What is kept of names, sections and numbers from pass to pass, so that fixups of an earlier pass mean the symbols of this one. */
export interface Pool {
  pass: number;
  /** Names in the last pass. */
  used: number;
  readonly symbols: Map<string, AsmSymbol>;
  /** By call and pattern: names with the number of a call in them. */
  readonly numbered: WeakMap<object, Map<string, AsmSymbol>>;
  readonly sections: Map<string, AsmSection>;
  readonly numeric: Map<string, NumericLabels>;
}

/** A relocation without a field; `order`: of all of them, in which they were asked for. */
export interface HandMade { readonly order: number; readonly place: Bound; readonly type: string; readonly value: Bound | undefined; readonly statement: Statement }

/** `span`: what it was in the object that was written last. */
export interface Mark { readonly fragment: Fragment; readonly offset: number; readonly statement: Statement; readonly mode: Mode; span: ByteSpan | undefined }

/** A field to be filled in at the end, or to become a relocation. Offsets in bytes from the fragment's fixed part. */
export interface Fixup {
  readonly fragment: Fragment;
  readonly offset: number;
  readonly size: 1 | 2 | 4 | 8;
  readonly value: Bound;
  /** The field is relative to place `base` (end of the instruction, in bytes from the field's start); undefined: absolute. */
  readonly pcBase: number | undefined;
  readonly signed: boolean;
  /** A branch that may go through the PLT: decided when read (`call`) or at the end (`jump`). */
  readonly plt: boolean | 'at-end' | undefined;
  readonly gotpcrel: 'plain' | 'relaxable' | 'relaxable-rex' | undefined;
  readonly kind: 'data' | 'immediate' | 'displacement' | 'branch';
  readonly mode: Mode;
  readonly statement: Statement;
}

/** `absolute`: inside `.struct`, where labels are numbers. */
export interface Where { readonly section: AsmSection; readonly subsection: Subsection; readonly absolute?: { offset: bigint } }

export interface AsmState {
  readonly sections: AsmSection[];
  readonly sectionByKey: Map<string, AsmSection>;
  /** The first one of each name: the one that names mean. */
  readonly sectionByName: Map<string, AsmSection>;
  readonly symbols: Map<string, AsmSymbol>;
  /** All versions of all symbols in order of first mention. */
  readonly mentioned: AsmSymbol[];
  /** `.file N` names a file for `.loc`. */
  readonly fileNumbers: Set<number>;
  readonly numeric: Map<string, NumericLabels>;
  /** First references to numeric labels still to come, for the message at the end. */
  readonly pendingNumeric: Map<AsmSymbol, { name: string; statement: Statement }>;
  readonly files: string[];
  readonly cfi: CfiState;
  /** `.symver`; `visibility`: what becomes of the symbol itself in the end, whatever is said of it later. */
  readonly versions: { readonly symbol: AsmSymbol; readonly name: string; readonly visibility: 'local' | 'hidden' | 'remove' | undefined; readonly statement: Statement }[];
  here: Where;
  previous: Where | undefined;
  readonly stack: { here: Where; previous: Where | undefined }[];
  mode: Mode;
  /** `.code16gcc`: 16-bit code as a 32-bit compiler writes it. */
  gcc16: boolean;
  /** Some name stands for a register (`.set key, %rax`). */
  equates: boolean;
  /** What `.arch` named last, and what `.arch push` put aside. */
  processor: string | undefined;
  readonly processors: (string | undefined)[];
  /** `.file 0` was met. */
  dwarf5: boolean;
  /** Between `.func` and `.endfunc`. */
  inFunction: boolean;
  /** `.intel_syntax` is in force: instructions are not read. */
  intel: boolean;
  readonly machine: Machine;
  /** What instructions may ask; made with the first one. */
  lowering: LowerContext | undefined;
  /** The statement being read, and the names in it that follow the number of a call. */
  statement: Statement;
  numbered: readonly NumberedName[] | undefined;
  order: number;
  /** The place where the input ends, if somebody asked for it. */
  end: AsmSymbol | undefined;
  readonly diagnostics: Diagnostic[];
  readonly assemblerVersion: number;
  /** -g: which form of DWARF is left, 4 and older or 5. */
  readonly debugInfo: 4 | 5 | undefined;
  /** The assembler is clang's: a branch to a global symbol stays a relocation. */
  readonly clang: boolean;
  /** The line of the instruction before, with -g. */
  lastLine: { readonly file: SourceText; readonly line: number } | undefined;
  /** Of a file that is being edited. */
  readonly pool: Pool | undefined;
  /** Text of .incbin files; undefined = cannot be read. */
  readonly readBinary: ((path: string) => Uint8Array | undefined) | undefined;
}

export const mostDiagnostics = 1000;
const longestMessage = 300;

export function complain(state: AsmState, code: string, message: string, severity: Severity = 'error', statement: Statement | undefined = state.statement): void {
  // Without any statement there is nothing to be wrong.
  if (state.diagnostics.length >= mostDiagnostics || !statement) return;
  state.diagnostics.push({ code, severity, message: message.length > longestMessage ? `${message.slice(0, longestMessage)}...` : message, origin: statement.origin, source: 'as' });
}

export function mark(state: AsmState): void {
  const { section, subsection } = state.here;
  section.marks.push({ fragment: currentFragment(subsection), offset: hereOffset(subsection), statement: state.statement, mode: state.mode, span: undefined });
}

/** The symbol of a name, made at its first mention. */
export function symbolNamed(state: AsmState, name: string): AsmSymbol {
  let symbol = state.symbols.get(name);
  if (!symbol) {
    const section = state.sectionByName.get(name);
    if (section) {
      noteSection(section);
      touch(section.symbol);
      if (numberedName(state, name)) noteUnrepeatable();
      return section.symbol;
    }
    symbol = newSymbol(state, name);
    noteMade(symbol, 'named');
    symbol.statement = symbol.madeBy = state.statement;
    mention(state, symbol);
    state.symbols.set(name, symbol);
  } else {
    touch(symbol);
    noteMeaning(state, symbol);
    symbol.attributes.weakReferenced = false;
  }
  return symbol;
}

/** What a name means already, if anything. */
export function lookUp(state: AsmState, name: string): AsmSymbol | undefined {
  const symbol = state.symbols.get(name);
  if (symbol) {
    touch(symbol);
    noteMeaning(state, symbol);
    symbol.attributes.weakReferenced = false;
  } else recorder?.absent.push({ name, numbered: numberedName(state, name), section: state.sectionByName.has(name) });
  return symbol;
}

/** The name in the statement being read, if it follows the number of a call. */
function numberedName({ numbered, pool }: AsmState, name: string): NumberedName | undefined { return pool && numbered?.find(each => each.name === name); }

/** Where calls have other numbers the statement may name another symbol. */
function noteMeaning(state: AsmState, symbol: AsmSymbol): void {
  if (!recorder || (!symbol.numbered && !state.numbered)) return;
  const { name } = symbol, numbered = numberedName(state, name);
  if (numbered?.invocation !== symbol.numbered?.invocation || numbered?.pattern !== symbol.numbered?.pattern) recorder.meant.push({ symbol, name, numbered });
}

/** What the symbol is called where calls have the numbers that they have now. */
export function nameNow({ numbered, name }: AsmSymbol): string { return numbered ? numbered.name : name; }

/** A symbol without properties, which may have been another pass's. */
function newSymbol(state: AsmState, name: string): AsmSymbol {
  const { pool, order } = state, numbered = numberedName(state, name);
  if (pool && numbered) return numberedSymbol(pool, numbered, order);
  const known = pool?.symbols.get(name);
  if (known) return renewSymbol(known);
  const made = makeSymbol(name, order);
  pool?.symbols.set(name, made);
  return made;
}

function numberedSymbol(pool: Pool, numbered: NumberedName, order: number): AsmSymbol {
  let symbols = pool.numbered.get(numbered.invocation);
  if (!symbols) pool.numbered.set(numbered.invocation, symbols = new Map());
  const known = symbols.get(numbered.pattern), symbol = known && known.pass !== pool.pass ? renewSymbol(known) : makeSymbol(numbered.name, order);
  symbols.set(numbered.pattern, symbol);
  symbol.name = numbered.name;
  symbol.numbered = numbered;
  return symbol;
}

export function renewSymbol(symbol: AsmSymbol): AsmSymbol {
  const { attributes } = symbol, fresh = makeSymbol(symbol.name, 0, symbol.temporary);
  return Object.assign(symbol, fresh, { attributes: Object.assign(attributes, fresh.attributes) });
}

/** From here on it has a place in the order of symbols. */
export function mention(state: AsmState, symbol: AsmSymbol): void {
  symbol.attributes.order = state.order++;
  symbol.pass = state.pool?.pass ?? 0;
  state.mentioned.push(symbol);
  recorder?.mentioned.push(symbol);
}

/** The numeric labels of a number; for what is it asked? */
export function numericLabels({ numeric, pool }: AsmState, digits: string, use: 'latest' | 'next'): NumericLabels {
  let labels = numeric.get(digits);
  if (!labels) {
    labels = pool?.numeric.get(digits);
    if (!labels) pool?.numeric.set(digits, labels = { latest: undefined, next: undefined, defined: 0, digits, pass: 0 });
    labels ??= { latest: undefined, next: undefined, defined: 0, digits, pass: 0 };
    renew(labels, pool?.pass ?? 0);
    numeric.set(digits, labels);
  }
  noteLabels(labels, use);
  return labels;
}

export function renew(labels: NumericLabels, pass: number): void {
  if (labels.pass === pass) return;
  labels.latest = labels.next = undefined;
  labels.defined = 0;
  labels.pass = pass;
}

/** The symbol is the next definition of the number. */
export function countDefinition(labels: NumericLabels, symbol: AsmSymbol): void {
  const nth = ++labels.defined;
  if (symbol.nth === nth) return;
  symbol.nth = nth;
  symbol.name = numericName(labels.digits, nth);
}

/** A label at the current place, the value of `.`; in the table only if a relocation has to name it. */
export function hereSymbol(state: AsmState): AsmSymbol {
  const { subsection, absolute } = state.here;
  const symbol = makeSymbol('.', state.order++, true);
  if (recorder) { symbol.touchedBy = recorder; recorder.places.push(symbol); }
  if (absolute) noteUnrepeatable();
  if (absolute) { symbol.definition = constant(absolute.offset); return symbol; }
  symbol.label = { fragment: currentFragment(subsection), offset: hereOffset(subsection) };
  return symbol;
}

/** The place where the input ends, of which nothing is known before. */
export function endOfInput(state: AsmState): AsmSymbol { return (state.end ??= makeSymbol('.', state.order++, true)); }

export function subsectionOf(section: AsmSection, number: number): Subsection {
  let subsection = section.subsections.get(number);
  if (!subsection) {
    subsection = section.known?.get(number);
    if (subsection) emptySubsection(subsection, section.index);
    else { subsection = makeSubsection(section.index, number, section.known !== undefined); section.known?.set(number, subsection); }
    section.subsections.set(number, subsection);
  }
  return subsection;
}

/** The symbol of the global offset table, whose mention changes relocations. */
export const offsetTable = '_GLOBAL_OFFSET_TABLE_';
