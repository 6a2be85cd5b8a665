// SPDX-License-Identifier: GPL-2.0-or-later
// Stretches of lines that were repeated one by one (stepMemory.ts) twice become a *block*, which is repeated as a whole: the macros that it
// defines, its statements, and all that the sink made of it. An edit breaks the block that it is in, and only that one is gone through
// line by line.

import type { Diagnostic } from '../base/diagnostic.ts';
import type { Line } from '../cpp/preprocessed.ts';
import { tableAfter, type KnownMacro, type MacroTable } from './definitionMemory.ts';
import type { Invocation } from './invocation.ts';
import { sayAgain, type GasState, type Macro } from './state.ts';
import type { Statement } from './statement.ts';
import { isPlain, settleNumbers, type Numbered, type Step } from './stepMemory.ts';

/** What a line or some lines came to. */
interface Part {
  readonly lines: readonly Line[];
  readonly macros: readonly KnownMacro[];
  readonly statements: readonly Statement[];
  readonly diagnostics: readonly Diagnostic[];
  readonly called: number;
  readonly counted: boolean;
  readonly invocations: readonly Invocation[];
  /** As Numbered has them, counted from the part's beginning. */
  readonly numbers: readonly number[];
  readonly work: number;
  /** Macros that its calls and statements were looked up among, as they were in front of it. */
  readonly lookups: ReadonlyMap<string, Macro | undefined>;
  readonly passages: readonly unknown[];
}

export interface Block extends Part, Numbered {
  /** The macros when it was last used. */
  table: MacroTable;
  tableAfter: MacroTable;
  readonly conditionals: number;
  readonly passage: unknown;
}

/** Lines that were repeated, up to here. */
export interface Run {
  readonly table: MacroTable;
  readonly conditionals: number;
  readonly calls: number;
  readonly parts: Part[];
  lines: number;
  /** Some of it was repeated for the first time. */
  fresh: boolean;
}

const fewestLines = 8, mostLines = 32;

/** Repeats the block that begins here, and answers how many lines it has; 0: there is none, or it would not be the same. */
export function repeatBlock(state: GasState, lines: readonly Line[], at: number): number {
  const block = state.memory!.blocks.get(lines[at]!);
  if (!block || (block.counted && block.calls !== state.calls) || block.conditionals !== state.conditionals.length || !isPlain(state, 1)) return 0;
  const own = block.lines;
  for (let i = 1; i < own.length; i++) if (own[i] !== lines[at + i]) return 0;
  const { macros, statements } = block;
  for (let i = 0; i < macros.length; i++) if (state.macros.has(macros[i]!.name)) return 0;
  if (block.table !== state.table && !meansTheSame(block, state)) return 0;
  settleNumbers(state, block);
  if (block.passage !== undefined && !state.sink.passages?.repeat(block.passage)) return 0;
  const { table, calls } = state, isLarge = own.length >= mostLines / 2;
  if (isLarge) endRun(state);
  for (const { name, macro, definition } of macros) {
    state.macros.set(name, macro);
    const all = state.definitions.get(name);
    if (all) all.push(definition); else state.definitions.set(name, [definition]);
  }
  state.table = block.tableAfter;
  for (let i = 0; i < statements.length; i++) state.statements.push(statements[i]!);
  sayAgain(state, block.diagnostics);
  state.calls += block.called;
  state.work += block.work;
  state.memory!.counts.repeated += own.length;
  if (!isLarge) goOn(state, { ...block, passages: block.passage === undefined ? none : [block.passage] }, table, calls, false);
  return own.length;
}

/** Other macros are known than before, but none that the block has to do with. */
function meansTheSame(block: Block, { macros, table }: GasState): boolean {
  for (const [name, macro] of block.lookups) if (macros.get(name) !== macro) return false;
  block.table = table;
  block.tableAfter = block.macros.reduce((after, { macro }) => tableAfter(after, macro), table);
  return true;
}

/** A part was repeated, in front of which these macros were known and so many calls had been counted. `fresh`: for the first time. */
export function goOn(state: GasState, part: Part, table: MacroTable, calls: number, fresh: boolean): void {
  let { run } = state;
  if (!run) run = state.run = { table, calls, conditionals: state.conditionals.length, parts: [], lines: 0, fresh: false };
  run.parts.push(part);
  run.lines += part.lines.length;
  run.fresh ||= fresh;
  if (run.lines >= mostLines) endRun(state);
}

/** What was repeated up to here becomes a block, unless some of it was repeated for the first time. */
export function endRun(state: GasState): void {
  const { run, sink, memory } = state;
  state.run = undefined;
  if (!run || run.fresh || run.parts.length < 2 || run.lines < fewestLines || !sink.passages) return;
  const passages = run.parts.flatMap(part => part.passages), numbers: number[] = [];
  let ahead = 0;
  for (const part of run.parts) {
    for (const number of part.numbers) numbers.push(ahead + number);
    ahead += part.called;
  }
  const part: Part = {
    lines: run.parts.flatMap(p => p.lines), macros: run.parts.flatMap(p => p.macros), statements: run.parts.flatMap(p => p.statements),
    diagnostics: run.parts.flatMap(p => p.diagnostics), lookups: lookupsOf(run.parts), called: state.calls - run.calls,
    counted: run.parts.some(p => p.counted), invocations: run.parts.flatMap(p => p.invocations), numbers,
    work: run.parts.reduce((sum, p) => sum + p.work, 0), passages,
  };
  memory!.blocks.set(part.lines[0]!, {
    ...part, table: run.table, tableAfter: state.table, conditionals: run.conditionals, calls: run.calls, renumbered: memory!.renumbered,
    passage: passages.length === 0 ? undefined : sink.passages.merge(passages),
  });
}

function lookupsOf(parts: readonly Part[]): Map<string, Macro | undefined> {
  const all = new Map<string, Macro | undefined>(), own = new Set<string>();
  for (const { lookups, macros } of parts) {
    for (const [name, macro] of lookups) if (!own.has(name) && !all.has(name)) all.set(name, macro);
    for (const { name } of macros) own.add(name);
  }
  return all;
}

export function partOf(step: Step): Part { return { ...step, macros: none, passages: step.passages! }; }

export function definitionPart(known: KnownMacro): Part {
  const { lines } = known;
  return {
    lines, macros: [known], statements: none, diagnostics: none, called: 0, counted: false, invocations: none, numbers: none, work: 0, lookups: noLookups,
    passages: none,
  };
}

const none: readonly never[] = [], noLookups: Part['lookups'] = new Map();
