// SPDX-License-Identifier: GPL-2.0-or-later
// The state of one pass of the assembler: sections, symbols, where the next byte goes. Directives and instructions change it, layout
// reads it.

import type { Diagnostic, Severity } from '../base/diagnostic.ts';
import type { SourceText } from '../base/text.ts';
import type { Statement } from '../gas/statement.ts';
import type { Mode } from '../x86/instruction.ts';
import { constant, type Bound } from './bound.ts';
import type { Machine } from './relocationTypes.ts';
import type { CfiState } from './cfi.ts';
import { currentFragment, hereOffset, makeSubsection, type Fragment, type Subsection } from './fragments.ts';
import { makeSymbol, type AsmSymbol } from './symbols.ts';

export interface AsmSection {
  readonly index: number;
  readonly name: string;
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
  readonly group: { readonly name: string; readonly comdat: boolean } | undefined;
  /** What `.reloc` asked for. */
  readonly reloc: HandMade[];
  readonly linkedTo: string | undefined;
  /** Bytes; known after layout. */
  size: number;
  /** -g gave instructions here line numbers. */
  hasLines: boolean;
}

/** A relocation without a field. */
export interface HandMade { readonly place: Bound; readonly type: string; readonly value: Bound | undefined; readonly statement: Statement }

export interface Mark { readonly fragment: Fragment; readonly offset: number; readonly statement: Statement; readonly mode: Mode }

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
  readonly sectionByName: Map<string, AsmSection>;
  readonly symbols: Map<string, AsmSymbol>;
  /** All versions of all symbols in order of first mention. */
  readonly mentioned: AsmSymbol[];
  /** Numeric labels: the latest, and the next one if somebody already asked for it. */
  /** `.file N` names a file for `.loc`. */
  readonly fileNumbers: Set<number>;
  readonly numeric: Map<string, { latest: AsmSymbol | undefined; next: AsmSymbol | undefined; defined: number }>;
  /** First references to numeric labels still to come, for the message at the end. */
  readonly pendingNumeric: Map<AsmSymbol, { name: string; statement: Statement }>;
  readonly files: string[];
  readonly cfi: CfiState;
  /** `.symver`; `local`: the symbol itself is, whatever is said of it later. */
  readonly versions: { readonly symbol: AsmSymbol; readonly name: string; readonly local: boolean }[];
  here: Where;
  previous: Where | undefined;
  readonly stack: { here: Where; previous: Where | undefined }[];
  mode: Mode;
  /** `.code16gcc`: 16-bit code as a 32-bit compiler writes it. */
  gcc16: boolean;
  /** Some name stands for a register (`.set key, %rax`). */
  equates: boolean;
  /** `.intel_syntax` is in force: instructions are not read. */
  intel: boolean;
  readonly machine: Machine;
  /** The statement being read. */
  statement: Statement;
  order: number;
  readonly diagnostics: Diagnostic[];
  readonly assemblerVersion: number;
  /** -g: which form of DWARF is left, 4 and older or 5. */
  readonly debugInfo: 4 | 5 | undefined;
  /** The assembler is clang's: a branch to a global symbol stays a relocation. */
  readonly clang: boolean;
  /** The line of the instruction before, with -g. */
  lastLine: { readonly file: SourceText; readonly line: number } | undefined;
  /** Text of .incbin files; undefined = cannot be read. */
  readonly readBinary: ((path: string) => Uint8Array | undefined) | undefined;
}

const mostDiagnostics = 1000, longestMessage = 300;

export function complain(state: AsmState, code: string, message: string, severity: Severity = 'error', statement = state.statement): void {
  if (state.diagnostics.length >= mostDiagnostics) return;
  state.diagnostics.push({ code, severity, message: message.length > longestMessage ? `${message.slice(0, longestMessage)}...` : message, origin: statement.origin, source: 'as' });
}

export function mark(state: AsmState): void {
  const { section, subsection } = state.here;
  section.marks.push({ fragment: currentFragment(subsection), offset: hereOffset(subsection), statement: state.statement, mode: state.mode });
}

/** The symbol of a name, made at its first mention. */
export function symbolNamed(state: AsmState, name: string): AsmSymbol {
  let symbol = state.symbols.get(name);
  if (!symbol) {
    const section = state.sectionByName.get(name);
    if (section) return section.symbol;
    symbol = makeSymbol(name, state.order++);
    symbol.statement = symbol.madeBy = state.statement;
    state.symbols.set(name, symbol);
    state.mentioned.push(symbol);
  } else symbol.attributes.weakReferenced = false;
  return symbol;
}

/** A label at the current place, the value of `.`; in the table only if a relocation has to name it. */
export function hereSymbol(state: AsmState): AsmSymbol {
  const { subsection, absolute } = state.here;
  const symbol = makeSymbol('.', state.order++, true);
  if (absolute) { symbol.definition = constant(absolute.offset); return symbol; }
  symbol.label = { fragment: currentFragment(subsection), offset: hereOffset(subsection) };
  return symbol;
}

export function subsectionOf(section: AsmSection, number: number): Subsection {
  let subsection = section.subsections.get(number);
  if (!subsection) { subsection = makeSubsection(section.index, number); section.subsections.set(number, subsection); }
  return subsection;
}

/** The symbol of the global offset table, whose mention changes relocations. */
export const offsetTable = '_GLOBAL_OFFSET_TABLE_';
