// SPDX-License-Identifier: GPL-2.0-or-later
// The flow through an object from one revision of its file to the next. Instructions are recognised by their statements: an unchanged line is
// the same objects as before (cpp/resume.ts, gas/stepMemory.ts). A component whose instructions are all there, with the same edges, states and
// neighbours, is the old object, and its places move; all others are made anew. Nothing else has to be looked at again.

import type { Checked } from '../objtool/checked.ts';
import { indexAt } from '../objtool/indexAt.ts';
import type { Instruction, ProgramSymbol } from '../objtool/program.ts';
import { isFar } from './farFrame.ts';
import { hasMore, saysState } from './instructionFacts.ts';
import { beginFlow, beside, hasProgram, joinAll, joined, mark, type BegunFlow, type Component, type Flow, type Place } from './flow.ts';

export interface FlowNews {
  /** Instructions of before that are gone: their index is -1. */
  readonly gone: readonly Place[];
  readonly added: readonly Place[];
  /** Those that are still there, and something else is known of them. */
  readonly changed: readonly Place[];
  /** ... and those that another statement makes now. */
  readonly restated: readonly Place[];
}

export interface FlowChange extends FlowNews {
  readonly before: Flow;
  /** Components of before that are gone, and those that are new. */
  readonly ended: readonly Component[];
  readonly begun: readonly Component[];
}

/** Under the same rules. `change`: undefined if nothing of before was used. */
export function continueFlow(before: Flow, checked: Checked): { readonly flow: Flow; readonly change: FlowChange | undefined } {
  const begun = beginFlow(checked);
  if (!hasProgram(checked) || !hasProgram(before.checked) || checked.program.mode !== before.checked.program.mode) return { flow: joined(begun), change: undefined };
  const from = matched(before, begun);
  // Sections that come in another order than before.
  if (!isRising(from)) return { flow: joined(begun), change: undefined };
  const gone: Place[] = [], added: number[] = [], changed: number[] = [], stale = new Set<Component>();
  const isClean = compared(before, begun, from);
  const { instructions } = checked, old = before.checked.instructions, count = instructions.length;
  // What lies next to something that is not as it was may be told something else by it.
  const disturb = (i: number, by: -1 | 1): void => {
    if (i >= 0 && i < count && isClean[i] !== 0 && toldBy(checked, i, by) !== toldBy(before.checked, from[i]!, by)) stale.add(before.componentAt[from[i]!]!);
  };
  for (let i = 0; i < count; i++) {
    if (isClean[i] === 1) continue;
    const j = from[i]!;
    if (j >= 0) stale.add(before.componentAt[j]!);
    for (const { to } of instructions[i]!.next) if (isClean[to] === 1 && (begun.marks[to]! & mark.isEntered) === 0) stale.add(before.componentAt[from[to]!]!);
    if (isClean[i] === leadsElsewhere) continue;
    if (j < 0) added.push(i); else changed.push(i);
    disturb(i - 1, 1);
    disturb(i + 1, -1);
  }
  const to = new Int32Array(old.length).fill(-1);
  for (let i = 0; i < count; i++) if (from[i]! >= 0) to[from[i]!] = i;
  for (let j = 0; j < old.length; j++) {
    if (to[j]! >= 0) continue;
    gone.push(before.places[j]!);
    stale.add(before.componentAt[j]!);
    const above = to[j - 1] ?? -1, below = to[j + 1] ?? -1;
    if (above >= 0) disturb(above, 1);
    if (below >= 0) disturb(below, -1);
  }
  const places = new Array<Place>(count), componentAt = new Array<Component>(count), rankOf = new Int32Array(count), fresh: number[] = [];
  const restated: Place[] = [];
  let last: Component | undefined, isStale = false;
  for (let i = 0; i < count; i++) {
    const j = from[i]!;
    if (j < 0) { places[i] = { index: i }; fresh.push(i); continue; }
    const place = places[i] = before.places[j]!, component = before.componentAt[j]!;
    if (i !== j) place.index = i;
    if (begun.statements[i] !== before.statements[j]) { restated.push(place); component.wording++; }
    if (component !== last) { last = component; isStale = stale.has(component); }
    if (isStale) fresh.push(i); else { componentAt[i] = component; rankOf[i] = before.rankOf[j]!; }
  }
  for (const place of gone) place.index = -1;
  const flow = { ...begun, places, componentAt, rankOf, components: new Set<Component>() };
  const fromHereOn = joinAll(flow, fresh);
  for (let i = 0; i < count; i++) if (rankOf[i] === 0) flow.components.add(componentAt[i]!);
  return { flow, change: { gone, added: added.map(i => places[i]!), changed: changed.map(i => places[i]!), restated, before, ended: [...stale], begun: fromHereOn } };
}

/** All that rules ask about the instruction in front of another one, or behind it. */
function toldBy(checked: Checked, index: number, by: -1 | 1): number {
  const at = beside(checked, index, by);
  return !at ? 0 : 1 + (at.decoded.type === 'trap' ? 2 : 0) + (at.visited && at.state && isFar(at.state) ? 4 : 0) + (at.symbol === checked.instructions[index]!.symbol ? 8 : 0);
}

function isRising(from: Int32Array): boolean {
  let last = -1;
  for (const j of from) { if (j >= 0 && j < last) return false; if (j >= 0) last = j; }
  return true;
}

interface Run { readonly first: number; readonly end: number }

/** The stretches of instructions that lie in one section, by its name and how many of that name come before it. */
function runsOf({ instructions, program: { object } }: Checked): Map<string, Run> {
  const runs = new Map<string, Run>();
  for (let first = 0; first < instructions.length;) {
    const { section } = instructions[first]!;
    let end = first + 1, name = object.sections[section]!.name;
    while (end < instructions.length && instructions[end]!.section === section) end++;
    while (runs.has(name)) name += '\0';
    runs.set(name, { first, end });
    first = end;
  }
  return runs;
}

/**
 * By index, which instruction of before this one seems to be; -1 if none. Those of the same statements are, in the same order; between two of
 * these, from both ends, those of the same names: a line that is read again makes new statements, and mostly the same instructions.
 */
function matched(before: Flow, { checked, statements }: BegunFlow): Int32Array {
  const from = new Int32Array(statements.length).fill(-1), oldRuns = runsOf(before.checked), had = before.statements;
  for (const [name, { first, end }] of runsOf(checked)) {
    const old = oldRuns.get(name);
    if (!old) continue;
    let a = old.first, b = first, oldEnd = old.end, newEnd = end;
    while (a < oldEnd && b < newEnd && had[a] === statements[b]) from[b++] = a++;
    while (a < oldEnd && b < newEnd && had[oldEnd - 1] === statements[newEnd - 1]) from[--newEnd] = --oldEnd;
    if (a === oldEnd || b === newEnd) continue;
    const oldFrom = a, newFrom = b;
    // Several edits, or one in a macro: what lies between is looked up.
    const where = new Map<unknown, number>();
    for (let j = oldEnd - 1; j >= a; j--) where.set(had[j], j);
    for (; b < newEnd; b++) {
      const j = statements[b] === undefined ? undefined : where.get(statements[b]);
      if (j === undefined && had[a] !== statements[b]) continue;
      // A statement may be several instructions.
      if (j !== undefined && j > a) a = j;
      if (a < oldEnd && had[a] === statements[b]) from[b] = a++;
    }
    matchNames(before, statements, from, oldFrom, oldEnd, newFrom, newEnd);
  }
  return from;
}

/** In the gaps between those that are matched. */
function matchNames({ statements: had }: Flow, statements: Flow['statements'], from: Int32Array, oldFrom: number, oldEnd: number, newFrom: number, newEnd: number): void {
  const isAlike = (j: number, i: number): boolean => had[j] !== undefined && had[j].name === statements[i]?.name;
  for (let b = newFrom, a = oldFrom; b < newEnd;) {
    if (from[b]! >= 0) { a = from[b++]! + 1; continue; }
    let gapEnd = b;
    while (gapEnd < newEnd && from[gapEnd]! < 0) gapEnd++;
    let oldGapEnd = gapEnd < newEnd ? from[gapEnd]! : oldEnd, last = gapEnd;
    while (b < last && a < oldGapEnd && isAlike(a, b)) from[b++] = a++;
    while (b < last && a < oldGapEnd && isAlike(oldGapEnd - 1, last - 1)) from[--last] = --oldGapEnd;
    b = gapEnd;
  }
}

/** The instruction is the same, and its edges are not. */
const leadsElsewhere = 2;

/** By index, 1 if all that is known of an instruction is what was known of it before. */
function compared(before: Flow, now: BegunFlow, from: Int32Array): Uint8Array {
  const isClean = new Uint8Array(from.length), { checked, marks, numbers, facts: { states, decoded, types, ops, symbols, names, flags } } = now, old = before.checked, known = before.facts;
  const adjusts = numbers.adjustments.size + numbers.returnOffsets.size + before.numbers.adjustments.size + before.numbers.returnOffsets.size > 0;
  let symbol: ProgramSymbol | undefined, other: ProgramSymbol | undefined, areSame = true;
  for (let i = 0; i < from.length; i++) {
    const j = from[i]!;
    if (j < 0 || states[i] !== known.states[j] || flags[i] !== known.flags[j] || marks[i] !== before.marks[j] || types[i] !== known.types[j] || names[i] !== known.names[j]) continue;
    if (symbols[i] !== symbol || known.symbols[j] !== other) {
      symbol = symbols[i];
      other = known.symbols[j];
      areSame = sameSymbol(checked, symbol, old, other, from);
    }
    if (!areSame || (ops[i] !== known.ops[j] && !sameOps(ops[i]!, known.ops[j]!))) continue;
    if (((flags[i]! & hasMore) !== 0 || decoded[i] !== known.decoded[j]) && !sameRest(checked, i, old, j, from)) continue;
    if (adjusts && (numbers.adjustments.get(i) !== before.numbers.adjustments.get(j) || numbers.returnOffsets.get(i) !== before.numbers.returnOffsets.get(j))) continue;
    isClean[i] = sameEdges(before, now, i, j, from) ? 1 : leadsElsewhere;
  }
  return isClean;
}

function sameEdges(before: Flow, now: BegunFlow, i: number, j: number, from: Int32Array): boolean {
  const to = now.facts.fallsTo[i]!, was = before.facts.fallsTo[j]!;
  if (to >= 0 && was >= 0) return sameTarget(before, now, to, was, from);
  const a = now.checked.instructions[i]!.next, b = before.checked.instructions[j]!.next;
  return a.length === b.length && a.every((edge, k) => edge.kind === b[k]!.kind && sameTarget(before, now, edge.to, b[k]!.to, from));
}

function sameTarget(before: Flow, now: BegunFlow, to: number, was: number, from: Int32Array): boolean {
  const marks = now.marks[to]!;
  // Of an entry that is another component's, rules ask whether it says itself what the state is.
  return from[to] === was && marks === before.marks[was] && ((marks & mark.isEntered) === 0 || ((now.facts.flags[to]! ^ before.facts.flags[was]!) & saysState) === 0);
}

function sameOps(a: Instruction['ops'], b: Instruction['ops']): boolean { return a.length + b.length === 0 || JSON.stringify(a) === JSON.stringify(b); }

function sameRest(checked: Checked, i: number, old: Checked, j: number, from: Int32Array): boolean {
  const a = checked.program.instructions[i]!, b = old.program.instructions[j]!, branches = a.type === 'jmp' || a.type === 'jcc' || a.type === 'call';
  if (checked.instructions[i]!.beyond !== old.instructions[j]!.beyond) return false;
  // The distance of a branch is another one when something in between grows; where it leads to, its edges and symbols say.
  if (a.decoded !== b.decoded && (!branches || a.decoded.type !== b.decoded.type || a.decoded.length !== b.decoded.length || a.ops.length + b.ops.length > 0)) return false;
  const x = a.relocation, y = b.relocation;
  if (x !== y && (!x || !y || x.type !== y.type || x.offset - a.offset !== y.offset - b.offset || x.symbol.name !== y.symbol.name || (!branches && x.addend !== y.addend))) return false;
  const c = a.callTo, d = b.callTo;
  return c === d || (c !== undefined && d !== undefined && c.name === d.name && c.type === d.type && (c.size > 0) === (d.size > 0) && samePlace(checked, c, old, d, from));
}

/** The symbol that instructions are of; which of them are is seen by the instructions. */
function sameSymbol(checked: Checked, a: ProgramSymbol | undefined, old: Checked, b: ProgramSymbol | undefined, from: Int32Array): boolean {
  if (!a || !b) return a === b;
  return a.name === b.name && a.type === b.type && a.binding === b.binding && a.parent?.name === b.parent?.name && a.child?.name === b.child?.name
    && a.section?.init === b.section?.init && samePlace(checked, a, old, b, from);
}

/** Both are defined at the same instruction, or none is defined. */
function samePlace(checked: Checked, a: ProgramSymbol, old: Checked, b: ProgramSymbol, from: Int32Array): boolean {
  if (!a.section || !b.section) return a.section === b.section;
  const x = indexAt(checked, a.section.index, a.offset), y = indexAt(old, b.section.index, b.offset);
  return x === undefined || y === undefined ? x === y : from[x] === y;
}
