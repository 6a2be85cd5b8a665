// SPDX-License-Identifier: GPL-2.0-or-later
// Definitions of macros from one revision to the next. A `.macro` whose lines are the old ones is the old object, so what its calls expanded to
// holds; of one that was edited the elements of the body are the old ones where the lines are, which innerSteps.ts goes by.

import type { MappedText } from '../base/origin.ts';
import type { Line } from '../cpp/preprocessed.ts';
import { takeName } from './argument.ts';
import { definitionPart, goOn } from './blocks.ts';
import type { Collecting, GasState, Macro } from './state.ts';
import type { MacroDefinition } from './statement.ts';
import { areSame, isPlain, mostOthers } from './stepMemory.ts';

export interface DefinitionMemory {
  /** By the line of a `.macro`. */
  readonly macros: WeakMap<Line, KnownMacro>;
  /** What each line gave to the body of a macro. */
  readonly pieces: WeakMap<Line, BodyPiece[]>;
  readonly noMacros: MacroTable;
}

/** Which macros there are, as a value: the same definitions in the same order lead to the same object. */
export interface MacroTable { readonly defined: WeakMap<Macro, MacroTable>; readonly purged: Map<string, MacroTable> }

/** A definition that stands on top-level lines by itself, and others that began with the same line. */
export interface KnownMacro {
  readonly lines: readonly Line[];
  readonly name: string;
  readonly macro: Macro;
  readonly definition: MacroDefinition;
  others: readonly KnownMacro[];
}

/** A stretch of a line, as an element of a body. */
interface BodyPiece { readonly start: number; readonly end: number; readonly piece: MappedText }

export function definitionMemory(): DefinitionMemory { return { macros: new WeakMap(), pieces: new WeakMap(), noMacros: macroTable() }; }

/** One that nothing was defined in yet. Tables of macros that are gone go with them. */
export function macroTable(): MacroTable { return { defined: new WeakMap(), purged: new Map() }; }

/** The table after a definition, or after the purge of a name. */
export function tableAfter(table: MacroTable, change: Macro | string): MacroTable {
  let next = typeof change === 'string' ? table.purged.get(change) : table.defined.get(change);
  if (next) return next;
  next = macroTable();
  if (typeof change === 'string') table.purged.set(change, next); else table.defined.set(change, next);
  return next;
}

/** A definition that stands on its lines alone and is one that stood there before is not read again; answers how many lines it has. */
export function repeatDefinition(state: GasState, lines: readonly Line[], at: number): number {
  const latest = state.memory?.definitions.macros.get(lines[at]!);
  if (!latest || !isPlain(state, 1) || state.macros.has(latest.name)) return 0;
  const known = areSame(latest.lines, lines, at) ? latest : latest.others.find(other => areSame(other.lines, lines, at));
  if (!known) return 0;
  if (known !== latest) putFirst(state.memory!.definitions, known, latest);
  const { name, macro, definition } = known, { table, calls } = state;
  state.macros.set(name, macro);
  state.table = tableAfter(state.table, macro);
  const all = state.definitions.get(name);
  if (all) all.push(definition); else state.definitions.set(name, [definition]);
  goOn(state, definitionPart(known), table, calls, false);
  return known.lines.length;
}

export function keepDefinition(state: GasState, { lines, from, line, restAt }: Collecting): void {
  const macro = lines && from && isPlain(state, 1) ? state.macros.get(takeName(line.text, restAt).name.toLowerCase()) : undefined;
  // Nothing but the definition came of these lines.
  if (!macro || !lines || !from || state.statements.length !== from.statements || state.diagnostics.length !== from.diagnostics || state.calls !== from.calls
    || state.conditionals.length !== from.conditionals || state.table !== tableAfter(from.table, macro)) return;
  const first = lines[0]!;
  // Only where a file is edited there are anchors.
  if (first.runs[0]?.place.anchor) macro.edges = { first, last: lines[lines.length - 1]! };
  const { definitions } = state.memory!;
  putFirst(definitions, { lines, name: macro.name, macro, definition: macro.definition, others: [] }, definitions.macros.get(first));
}

function putFirst({ macros }: DefinitionMemory, known: KnownMacro, latest: KnownMacro | undefined): void {
  const others = latest ? [latest, ...latest.others.filter(other => other !== known)].filter(({ name }) => name === known.name) : [];
  for (const other of others) other.others = [];
  known.others = others.slice(0, mostOthers);
  macros.set(known.lines[0]!, known);
}

/** An element of the body of a macro: the same object, as long as the line is. */
export function pieceOf(state: GasState, start: number, end: number, make: () => MappedText): MappedText {
  const { memory, line } = state;
  if (!memory || !line || state.frames.length > 1 || state.beganInComment) return make();
  let pieces = memory.definitions.pieces.get(line);
  if (!pieces) memory.definitions.pieces.set(line, pieces = []);
  let known = pieces.find(piece => piece.start === start && piece.end === end);
  if (!known) pieces.push(known = { start, end, piece: make() });
  return known.piece;
}

