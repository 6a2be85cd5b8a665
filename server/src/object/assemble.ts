// SPDX-License-Identifier: GPL-2.0-or-later
// GNU as: preprocessed lines in, an ObjectFile out. gas/ drives; this room is the Sink behind it, with x86/ for instructions.

import { unlimited, type Budget } from '../base/budget.ts';
import type { Diagnostic } from '../base/diagnostic.ts';
import type { SourceText } from '../base/text.ts';
import type { Line } from '../cpp/preprocessed.ts';
import { expand } from '../gas/expand.ts';
import { readerOf } from '../gas/reader.ts';
import type { Listing, Sink, Statement } from '../gas/statement.ts';
import { stepMemory, type StepMemory } from '../gas/stepMemory.ts';
import type { Mode } from '../x86/instruction.ts';
import { isRegister } from '../x86/registers.ts';
import { cfiState, finishCfi } from './cfi.ts';
import { writeFrames } from './cfiFrames.ts';
import { isDirective, runDirective } from './directives.ts';
import { evaluateNow } from './evaluateNow.ts';
import { closeFragment } from './fragments.ts';
import { appendInstruction } from './instructions.ts';
import { layOut } from './layout.ts';
import { SHF, type ObjectFile } from './objectFile.ts';
import { writeObject } from './output.ts';
import { plainSection } from './sections.ts';
import { mergePassages } from './mergePassages.ts';
import { beginPassage, endPassage, isRepeatable, newPool, repeatPassage, type Passage } from './passage.ts';
import { dropRecorder, noteNumbered, noteUnrepeatable } from './recorder.ts';
import { complain, hereSymbol, lookUp, mark, subsectionOf, type AsmSection, type AsmState, type Pool, type Where } from './state.ts';
import { symbolState } from './symbolState.ts';
import { defineLabel, setSymbol } from './symbolDirectives.ts';
import { isDefined } from './symbols.ts';

export interface AssembleOptions {
  /** As CONFIG_AS_VERSION: 24000 = 2.40. */
  readonly assemblerVersion: number;
  /** `-m64` is `as --64`; `-m32` and `-m16` are `as --32`, both beginning in 32-bit code. */
  readonly mode: Mode;
  /** -g: which form of DWARF `as` writes, 4 and older or 5. */
  readonly debugInfo?: 4 | 5 | undefined;
  /** Clang's integrated assembler leaves global targets of its own section to the linker. */
  readonly assembler?: 'gas' | 'clang' | undefined;
  readonly readBinary?: (path: string) => Uint8Array | undefined;
  /** The file that `.include` names. */
  readonly readInclude?: (path: string) => SourceText | undefined;
}

export interface Assembled { readonly object: ObjectFile; readonly listing: Listing; readonly diagnostics: readonly Diagnostic[] }

/** What one revision of a file leaves for the next: what its lines expanded to, and the symbols and sections that they mean. */
export interface AssemblerMemory { readonly steps: StepMemory; pool: { readonly options: string; readonly pool: Pool } | undefined }

export function assemblerMemory(): AssemblerMemory { return { steps: stepMemory(), pool: undefined }; }

export function assemble(lines: readonly Line[], options: AssembleOptions, budget: Budget = unlimited, memory?: AssemblerMemory): Assembled {
  // An analysis that was given up may have left one.
  dropRecorder();
  const state = initialState(options, memory && poolFor(memory, options));
  const listing = expand(lines, sinkOf(state), { assemblerVersion: options.assemblerVersion, readInclude: options.readInclude }, budget, memory?.steps);
  for (const { name, statement } of state.pendingNumeric.values()) {
    complain(state, 'as-undefined-local-label', `local label \`"${name.slice(0, -1)}" (instance number 1 of a fb label)' is not defined`, 'error', statement);
  }
  if (state.end) state.end.label = hereSymbol(state).label;
  finishCfi(state);
  writeFrames(state);
  fillLastEntities(state);
  layOut(state, budget);
  const object = writeObject(state);
  if (state.pool) state.pool.used = state.symbols.size;
  return { object, listing, diagnostics: [...listing.diagnostics, ...state.diagnostics] };
}

/** Subsections of mergeable sections end with a whole entity, as far as powers of two go: each is aligned to the greatest one in its size. */
function fillLastEntities(state: AsmState): void {
  for (const { flags, entsize, subsections } of state.sections) {
    const align = entsize & -entsize;
    if ((flags & SHF.MERGE) === 0 || align <= 1) continue;
    for (const subsection of subsections.values()) {
      closeFragment(subsection, { kind: 'align', align, fill: undefined, max: 0, code: (flags & SHF.EXECINSTR) !== 0, oldNops: undefined, statement: state.statement });
    }
  }
}

/** Names that nothing in the file means any more, before all is made anew. */
const unusedNames = 4000;

/** Lines are kept for one assembler with one set of options. With -g every instruction looks at the line before it, so nothing is. */
function poolFor(memory: AssemblerMemory, { assemblerVersion, mode, debugInfo, assembler }: AssembleOptions): Pool | undefined {
  if (debugInfo !== undefined || assembler === 'clang') return undefined;
  const options = `${assemblerVersion} ${mode}`;
  const known = memory.pool;
  const { pool } = !known || known.options !== options || known.pool.symbols.size > unusedNames + 4 * known.pool.used ? memory.pool = { options, pool: newPool() } : known;
  pool.pass++;
  return pool;
}

function initialState(options: AssembleOptions, pool: Pool | undefined): AsmState {
  const state: AsmState = {
    sections: [], sectionByKey: new Map(), sectionByName: new Map(), symbols: new Map(), mentioned: [], numeric: new Map(), pendingNumeric: new Map(), files: [], fileNumbers: new Set(), cfi: cfiState(), versions: [],
    here: undefined as unknown as Where, previous: undefined, stack: [], mode: options.mode === 64 ? 64 : 32, gcc16: false, equates: false, processor: undefined, processors: [], dwarf5: false, inFunction: false, intel: false,
    machine: options.mode === 64 ? 'x86-64' : 'i386', lowering: undefined, statement: undefined as unknown as Statement, numbered: undefined, order: 0, end: undefined,
    diagnostics: [], assemblerVersion: options.assemblerVersion, debugInfo: options.debugInfo, lastLine: undefined, clang: options.assembler === 'clang', pool, readBinary: options.readBinary,
  };
  const [text] = ['.text', '.data', '.bss'].map(name => plainSection(state, name)) as [AsmSection];
  state.here = { section: text, subsection: subsectionOf(text, 0) };
  for (const { symbol } of state.sections) symbol.state = symbolState(symbol);
  return state;
}

function sinkOf(state: AsmState): Sink {
  return {
    append: statement => append(state, statement),
    evaluate: expression => {
      state.numbered = undefined;
      return evaluateNow(state, expression);
    },
    isDefined: name => {
      state.numbered = undefined;
      const symbol = lookUp(state, name);
      return symbol ? isDefined(symbol) : state.sectionByName.has(name);
    },
    isRegister,
    isDirective,
    ...(state.pool && { passages: { begin: () => { beginPassage(state); }, end: () => endPassage(state), repeat: passage => repeatPassage(state, passage as Passage), merge: passages => mergePassages(passages as Passage[]) } }),
  };
}

function append(state: AsmState, statement: Statement): void {
  state.statement = statement;
  state.numbered = statement.numbered;
  if (statement.numbered) noteNumbered();
  switch (statement.kind) {
    // In quotes a number is a name like any other.
    case 'label': defineLabel(state, statement.name, /^[0-9]/.test(statement.name) && !statement.source.text.startsWith('"')); break;
    case 'assignment': setSymbol(state, statement.name, readerOf(statement.rest), statement.operator ? 'each-use' : 'again'); break;
    case 'directive':
      if (!isRepeatable(statement.name)) noteUnrepeatable();
      mark(state);
      runDirective(state, statement.name, statement.rest);
      break;
    case 'instruction': mark(state); appendInstruction(state, statement); break;
  }
}
