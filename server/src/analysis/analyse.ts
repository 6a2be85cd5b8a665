// SPDX-License-Identifier: GPL-2.0-or-later
// One file in one configuration, through all rooms: the immutable Analysis that every feature reads. Synchronous and total: whatever
// the text is, there is an answer, with diagnostics for what could not be understood.

import { LivingText } from '../base/anchor.ts';
import { unlimited, type Budget } from '../base/budget.ts';
import type { Diagnostic, Grade } from '../base/diagnostic.ts';
import type { SourceText } from '../base/text.ts';
import { preprocess } from '../cpp/preprocess.ts';
import type { CppOptions, Line, Preprocessed, ReadHeader } from '../cpp/preprocessed.ts';
import { cppMemory, type CppMemory } from '../cpp/resume.ts';
import type { Traced } from '../frame/trace.ts';
import type { Listing } from '../gas/statement.ts';
import { assemble, assemblerMemory, type AssemblerMemory } from '../object/assemble.ts';
import { SHF, type ObjectFile } from '../object/objectFile.ts';
import { check } from '../objtool/check.ts';
import { checkMemory, endRevision, sameRules, type CheckMemory } from '../objtool/revision.ts';
import type { Checked, Finding, OrcEntry } from '../objtool/checked.ts';
import { orc } from '../objtool/orc.ts';
import { recover } from '../objtool/recover.ts';
import { walk32 } from '../objtool/walk32.ts';
import type { Decode } from '../objtool/program.ts';
import type { Rules } from '../objtool/rules.ts';
import { decode } from '../x86/decode.ts';
import { decode32 } from '../x86/decode32.ts';
import type { Mode } from '../x86/instruction.ts';
import { lineChange, type LineChange } from './lineChange.ts';
import { livingFlowFor, noteRevision, type LivingFlow } from './livingFlow.ts';
import type { LivingSites } from './sites.ts';

/** Everything that an analysis depends on; two equal inputs give two equal analyses. */
export interface Inputs {
  readonly source: SourceText;
  readonly cpp: CppOptions;
  readonly readHeader: ReadHeader;
  readonly mode: Mode;
  readonly assemblerVersion: number;
  readonly debugInfo?: 4 | 5 | undefined;
  readonly assembler?: 'gas' | 'clang' | undefined;
  readonly rules: Rules;
  /** Which of objtool's findings are meant for this object: all, only those about the stack itself (code outside kernel trees), none. */
  readonly findings: 'kernel' | 'stack' | 'none';
  /** The user's own grades of findings, by code. */
  readonly grades?: Readonly<Record<string, Grade>>;
  readonly readBinary?: (path: string) => Uint8Array | undefined;
  /** More of them are not traced: each takes kilobytes of memory. */
  readonly mostInstructions?: number | undefined;
}

export interface Analysis {
  readonly inputs: Inputs;
  /** The file that is looked at: the unit's main file, or one that the unit includes. */
  readonly source: SourceText;
  readonly preprocessed: Preprocessed;
  readonly listing: Listing;
  readonly object: ObjectFile;
  /** objtool's own walk, as this tree's tool would do it: rows and parity come from it alone. */
  readonly parity: Checked;
  /** The same with states and findings added beyond the places where objtool stops; of i386 objects, our own states (walk32.ts). */
  readonly checked: Checked;
  readonly rows: readonly OrcEntry[];
  /** What generating ORC data complained about. */
  readonly orcFindings: readonly Finding[];
  /** From cpp and as. */
  readonly diagnostics: readonly Diagnostic[];
  /** Of a file that is being edited; what is computed later, when asked for, is kept there too. */
  readonly memory?: Memory;
}

/** What one analysis of a file that is being edited leaves behind for the next; any inputs may follow, the answer is the same without it. */
export interface Memory {
  readonly cpp: CppMemory;
  readonly assembler: AssemblerMemory;
  readonly check: CheckMemory;
  readonly flow: LivingFlow;
  readonly frames: { latest: Traced | undefined };
  readonly sites: { latest: LivingSites | undefined };
  readonly judged: { latest: Judged | undefined };
}

export function memoryFor(source: SourceText): Memory {
  return { cpp: cppMemory(new LivingText(source)), assembler: assemblerMemory(), check: checkMemory(), flow: livingFlowFor(), frames: { latest: undefined }, sites: { latest: undefined }, judged: { latest: undefined } };
}

export function analyse(inputs: Inputs, budget: Budget = unlimited, memory?: Memory): Analysis {
  if (memory) memory.cpp.living.source = inputs.source;
  const preprocessed = preprocess(inputs.source, inputs.cpp, inputs.readHeader, budget, memory?.cpp);
  const known = memory?.judged.latest, change = known && lineChange(known.lines, preprocessed.lines);
  const judged = known && saysTheSame(known, change!, inputs) ? known : judge(preprocessed.lines, inputs, budget, memory);
  if (memory) memory.judged.latest = judged;
  const { listing, object, parity, checked, orcFindings, rows } = judged;
  return {
    ...(memory && { memory }), inputs, source: inputs.source, preprocessed, listing, object, parity, checked, orcFindings, rows,
    diagnostics: [...preprocessed.diagnostics, ...judged.diagnostics, ...(judged.isTooMuch ? [tooMuchCode(inputs.source)] : [])],
  };
}

/** What `as` and objtool make of the preprocessor's lines. */
interface Judged extends Pick<Analysis, 'listing' | 'object' | 'parity' | 'checked' | 'orcFindings' | 'rows'> {
  readonly lines: readonly Line[];
  readonly inputs: Inputs;
  /** From as. */
  readonly diagnostics: readonly Diagnostic[];
  /** To be traced. */
  readonly isTooMuch: boolean;
  readsFiles?: boolean;
}

function judge(lines: readonly Line[], inputs: Inputs, budget: Budget, memory: Memory | undefined): Judged {
  const { object, listing, diagnostics } = assemble(lines, { ...inputs, readInclude: path => included(inputs, path) }, budget, memory?.assembler);
  const isTooMuch = hasMoreInstructions(object, inputs.mostInstructions ?? Infinity);
  const parity = check(isTooMuch ? { ...object, sections: [], symbols: [] } : object, inputs.rules, decode, budget, object.machine === 'i386' ? undefined : memory?.check);
  const { entries, findings } = orc(object, parity, inputs.rules);
  const checked = object.machine === 'i386' ? walk32(parity, inputs.rules, decodeIn32) : recover(parity, inputs.rules, decode);
  if (memory) {
    endRevision(memory.check, parity, checked);
    noteRevision(memory.flow, memory.check.since, checked);
  }
  return {
    lines, inputs, listing, object, parity, checked, orcFindings: findings, diagnostics, isTooMuch,
    // A tool that crashes writes nothing.
    rows: parity.findings.some(finding => finding.code.startsWith('crash-')) ? [] : entries,
  };
}

/** An edit in a comment, or in text that is left out: what came of the same lines still holds. */
function saysTheSame(known: Judged, { first, oldEnd, newEnd }: LineChange, inputs: Inputs): boolean {
  const before = known.inputs;
  return oldEnd === first && newEnd === first && before.mode === inputs.mode && before.assemblerVersion === inputs.assemblerVersion && before.assembler === inputs.assembler && before.mostInstructions === inputs.mostInstructions
    // With line numbers the same lines may be other rows.
    && inputs.debugInfo === undefined && before.debugInfo === undefined && sameRules(before.rules, inputs.rules) && !readsFiles(known);
}

/** A file that `.incbin` or `.include` names may have changed. */
function readsFiles(known: Judged): boolean { return (known.readsFiles ??= known.lines.some(({ text }) => /\.inc(bin|lude)/i.test(text))); }

/** Where gas looks for what is included: beside the working directory, then where the preprocessor does. */
function included({ cpp, readHeader }: Inputs, path: string): SourceText | undefined {
  const places = cpp.directories.length > 0 ? ['.', ...cpp.directories].map(directory => `${directory}/${path}`) : [];
  for (const place of [...places, path]) {
    const file = readHeader(place);
    if (typeof file !== 'string') return file;
  }
  return undefined;
}

/** In an i386 object; stretches of other modes are read by objtool's decoder. */
const decodeIn32: Decode = (bytes, offset, mode) => mode === 32 ? decode32(bytes, offset) : decode(bytes, offset, mode);

/** Bytes that no instruction statement made may be an instruction each. */
function hasMoreInstructions(object: ObjectFile, most: number): boolean {
  const code = object.sections.filter(section => (section.flags & SHF.EXECINSTR) !== 0);
  // Each takes at least a byte.
  if (code.reduce((sum, { bytes }) => sum + bytes.length, 0) <= most) return false;
  let count = 0;
  for (const { spans, bytes } of code) {
    count += spans[0]?.offset ?? bytes.length;
    for (let i = 0; i < spans.length; i++) count += spans[i]!.statement.kind === 'instruction' ? 1 : (spans[i + 1]?.offset ?? bytes.length) - spans[i]!.offset;
  }
  return count > most;
}

function tooMuchCode(source: SourceText): Diagnostic {
  return { code: 'too-much-code', severity: 'information', message: 'too much code: stack states are not computed', origin: { place: { file: source }, start: 0, end: 0 }, source: 'lens' };
}
