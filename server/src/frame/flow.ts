// SPDX-License-Identifier: GPL-2.0-or-later
// Which instructions belong together. A *component* is a set of instructions joined by edges, or by lying behind the beginning of one sized
// symbol; it is what values are traced in and what rules look at. An edge that leads to an entry (the first instruction of a sized symbol that
// nothing falls into) from outside of its component does not join: all that comes through it is that somebody comes, and which registers may
// point somewhere (trace.ts).
//
// A component is an object that stands for its instructions, edges, hints and states, for what lies next to them, and for where it is spelled.
// When a file is edited, the components that are as they were are the old objects, with their places moved (flowMemory.ts): whatever was found
// out about one, and says it by places, still holds; what is said by statements holds as long as their `wording`.

import { KeptWith } from '../base/keptWith.ts';
import type { Statement } from '../gas/statement.ts';
import type { Checked, CheckedInstruction } from '../objtool/checked.ts';
import { functionOf, type ProgramSymbol } from '../objtool/program.ts';
import { lensNumbers, type LensNumbers } from './lensNumbers.ts';

/** An instruction from revision to revision; `index` is the one in the latest. */
export interface Place { index: number }

export interface Component {
  /** In order of their indexes. */
  readonly places: readonly Place[];
  /** Where control comes from outside: places by rank. */
  readonly entries: readonly Entry[];
  /** Edges to entries of other components. */
  readonly exits: readonly Exit[];
  /** Counts how often some of its instructions came of other statements than before, which may say and be spelled otherwise. */
  wording: number;
}

export interface Entry { readonly rank: number; readonly kind: EntryKind }

export type EntryKind = 'function' | 'code';

export interface Exit {
  /** Of the instruction that control leaves from, and whether it leaves from in front of it. */
  readonly rank: number;
  readonly early: boolean;
  readonly to: Place;
}

export interface Flow {
  readonly checked: Checked;
  readonly numbers: LensNumbers;
  /** By index of the instruction. */
  readonly statements: readonly (Statement | undefined)[];
  readonly places: readonly Place[];
  readonly marks: Uint8Array;
  readonly componentAt: readonly Component[];
  /** Place of each instruction in its component. */
  readonly rankOf: Int32Array;
  /** In order of their first instructions. */
  readonly components: ReadonlySet<Component>;
}

/** Of an instruction: what begins there. */
export const mark = {
  sizedSymbol: 1, function: 2, entersFunction: 4, entersCode: 8, isEntered: 12,
  /** Some sized symbol of the section begins here or above. */
  behindSymbol: 16,
} as const;

const kept = new KeptWith<Checked, Flow>();

/** What is known by now of the flow through an object, else made from nothing. */
export function flowOf(checked: Checked): Flow { return kept.get(checked) ?? keepFlow(newFlow(checked)); }

/** Its places have moved on to another revision. */
export function forgetFlow({ checked }: Flow): void { kept.delete(checked); }

export function newFlow(checked: Checked): Flow { return joined(beginFlow(checked)); }

export function keepFlow(flow: Flow): Flow {
  kept.set(flow.checked, flow);
  return flow;
}

/** What every revision finds out anew; components are still missing. */
export type BegunFlow = Pick<Flow, 'checked' | 'numbers' | 'statements' | 'marks'>;

export function beginFlow(checked: Checked): BegunFlow {
  return { checked, numbers: lensNumbers(checked), statements: statementsOf(checked), marks: marksOf(checked) };
}

/** Behind a fatal finding about the object itself there is no program to look at. */
export function hasProgram({ program, instructions }: Checked): boolean { return program.instructions.length === instructions.length; }

/** All components, from nothing. */
export function joined(begun: BegunFlow): Flow {
  const count = begun.checked.instructions.length, places: Place[] = [], componentAt: Component[] = [], rankOf = new Int32Array(count);
  for (let index = 0; index < count; index++) places.push({ index });
  const flow = { ...begun, places, componentAt, rankOf, components: new Set<Component>() };
  if (hasProgram(begun.checked)) for (const component of joinAll(flow, places.map(({ index }) => index))) flow.components.add(component);
  return flow;
}

type Joining = Pick<Flow, 'checked' | 'marks' | 'places'> & { readonly componentAt: Component[]; readonly rankOf: Int32Array };

/** The components that these instructions make up, in order. No edge that joins, and no symbol, leads from them to others. */
export function joinAll(flow: Joining, indexes: readonly number[]): Component[] {
  const { checked: { instructions, program }, marks, places } = flow;
  const parent = new Int32Array(instructions.length), colds = new Map<ProgramSymbol, number>();
  for (let k = 0; k < indexes.length; k++) parent[indexes[k]!] = indexes[k]!;
  const join = (a: number, b: number): void => {
    const x = rootOf(parent, a), y = rootOf(parent, b);
    if (x < y) parent[y] = x; else parent[x] = y;
  };
  for (let at = 0; at < indexes.length; at++) {
    const i = indexes[at]!, { next, section } = instructions[i]!, { symbol } = program.instructions[i]!;
    for (let k = 0; k < next.length; k++) if ((marks[next[k]!.to]! & mark.isEntered) === 0) join(i, next[k]!.to);
    const goesOn = (marks[i]! & (mark.behindSymbol | mark.sizedSymbol)) === mark.behindSymbol;
    if (i > 0 && instructions[i - 1]!.section === section && (goesOn || (symbol && program.instructions[i - 1]!.symbol === symbol))) join(i, i - 1);
    if (!symbol) continue;
    // The cold part of a function lies elsewhere.
    const whole = symbol.parent ?? (symbol.child ? symbol : undefined);
    if (!whole) continue;
    const known = colds.get(whole);
    if (known === undefined) colds.set(whole, i); else join(i, known);
  }
  const byRoot = new Map<number, Place[]>();
  for (let k = 0; k < indexes.length; k++) {
    const i = indexes[k]!, root = rootOf(parent, i), members = byRoot.get(root);
    if (members) members.push(places[i]!); else byRoot.set(root, [places[i]!]);
  }
  const components: Component[] = [], byExits: Exit[][] = [];
  for (const members of byRoot.values()) {
    const entries: Entry[] = [], exits: Exit[] = [], component: Component = { places: members, entries, exits, wording: 0 };
    for (let rank = 0; rank < members.length; rank++) {
      const { index } = members[rank]!, kind = kindOf(marks[index]!);
      flow.componentAt[index] = component;
      flow.rankOf[index] = rank;
      if (kind) entries.push({ rank, kind });
    }
    components.push(component);
    byExits.push(exits);
  }
  components.forEach((component, which) => { findExits(flow, component, byExits[which]!); });
  return components;
}

function rootOf(parent: Int32Array, i: number): number {
  while (parent[i] !== i) i = parent[i] = parent[parent[i]!]!;
  return i;
}

function findExits({ checked: { instructions }, marks, places, componentAt }: Joining, component: Component, exits: Exit[]): void {
  const { places: own } = component;
  for (let rank = 0; rank < own.length; rank++) {
    const { next } = instructions[own[rank]!.index]!;
    for (let k = 0; k < next.length; k++) {
      const { to, kind } = next[k]!;
      if ((marks[to]! & mark.isEntered) !== 0 && componentAt[to] !== component) exits.push({ rank, early: leavesBefore(kind), to: places[to]! });
    }
  }
}

/** A fault or a patched-in stream leaves from in front of the instruction. */
export function leavesBefore(kind: CheckedInstruction['next'][number]['kind']): boolean { return kind === 'fixup' || kind === 'alternative'; }

function kindOf(marks: number): EntryKind | undefined {
  return (marks & mark.entersFunction) !== 0 ? 'function' : (marks & mark.entersCode) !== 0 ? 'code' : undefined;
}

function marksOf(checked: Checked): Uint8Array {
  const { program, instructions } = checked, marks = new Uint8Array(instructions.length);
  if (!hasProgram(checked)) return marks;
  for (let base = 0; base < instructions.length;) {
    const { section } = program.instructions[base]!;
    for (const offset of section.functionAt.keys()) {
      const position = section.at[offset] ?? 0;
      if (position > 0) marks[base + position - 1] = mark.function;
    }
    let first = section.instructions.length;
    for (const offset of section.startingAt.keys()) {
      const position = section.at[offset] ?? 0;
      if (position === 0) continue;
      first = Math.min(first, position - 1);
      const kind = entryKind(checked, base + position - 1);
      marks[base + position - 1]! |= mark.sizedSymbol | (kind === 'function' ? mark.entersFunction : kind === 'code' ? mark.entersCode : 0);
    }
    for (let i = base + first; i < base + section.instructions.length; i++) marks[i]! |= mark.behindSymbol;
    base += section.instructions.length;
  }
  return marks;
}

/** How control comes to the first instruction of a sized symbol from outside. */
function entryKind(checked: Checked, index: number): EntryKind | undefined {
  const own = checked.program.instructions[index]!;
  if (functionOf(own)?.offset === own.offset) return 'function';
  // A label inside code that others may jump to as well: whoever does is taken to come with what the fall-through comes with.
  const above = index > 0 ? checked.instructions[index - 1]! : undefined;
  return above?.state && above.next.some(edge => edge.to === index) ? undefined : 'code';
}

/** The statement of each instruction's first byte. */
function statementsOf({ instructions, program: { object } }: Checked): (Statement | undefined)[] {
  const statements = new Array<Statement | undefined>(instructions.length);
  let section = -1, spans = object.sections[0]?.spans ?? [], span = 0;
  for (let i = 0; i < instructions.length; i++) {
    const at = instructions[i]!;
    if (at.section !== section) { section = at.section; spans = object.sections[section]!.spans; span = 0; }
    while (span + 1 < spans.length && spans[span + 1]!.offset <= at.offset) span++;
    const here = spans[span];
    statements[i] = here && here.offset <= at.offset ? here.statement : undefined;
  }
  return statements;
}

/** The instruction in front of another one (-1) or behind it (1) in its section. */
export function beside({ instructions }: Checked, index: number, by: -1 | 1): CheckedInstruction | undefined {
  const at = instructions[index + by];
  return at?.section === instructions[index]!.section ? at : undefined;
}

export function indexesOf(component: Component): number[] { return component.places.map(({ index }) => index); }
