// SPDX-License-Identifier: GPL-2.0-or-later
// The flow through an object from one revision of its file to the next. Which instructions are as they were objtool has found out
// (objtool/revision.ts). A component whose instructions are all there, with the same edges, states and
// neighbours, is the old object, and its places move; all others are made anew. Nothing else has to be looked at again.

import type { Checked } from '../objtool/checked.ts';
import type { Instruction } from '../objtool/program.ts';
import { elsewhere, isVisited, same, saysState, unlike, type Facts, type Since } from '../objtool/revision.ts';
import { isFar } from './farFrame.ts';
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

/** `since`: what of `checked` is as it was in `before`. `change`: undefined if nothing of before was used. */
export function continueFlow(before: Flow, checked: Checked, since: Since): { readonly flow: Flow; readonly change: FlowChange | undefined } {
  const begun = beginFlow(checked), { from, facts } = since;
  if (!hasProgram(checked)) return { flow: joined(begun), change: undefined };
  const gone: Place[] = [], added: number[] = [], changed: number[] = [], stale = new Set<Component>();
  const isClean = compared(before, begun, since);
  const { instructions } = checked, count = instructions.length;
  // What lies next to something that is not as it was may be told something else by it.
  const disturb = (i: number, by: -1 | 1): void => {
    if (i >= 0 && i < count && isClean[i] !== 0 && toldBy(checked, i, by) !== wasToldBy(facts, from[i]!, by)) stale.add(before.componentAt[from[i]!]!);
  };
  for (let i = 0; i < count; i++) {
    if (isClean[i] === 1) continue;
    const j = from[i]!;
    if (j >= 0) stale.add(before.componentAt[j]!);
    for (const { to } of instructions[i]!.next) if (isClean[to] === 1 && (begun.marks[to]! & mark.isEntered) === 0) stale.add(before.componentAt[from[to]!]!);
    if (isClean[i] === elsewhere) continue;
    if (j < 0) added.push(i); else changed.push(i);
    disturb(i - 1, 1);
    disturb(i + 1, -1);
  }
  const to = new Int32Array(facts.length).fill(-1);
  for (let i = 0; i < count; i++) if (from[i]! >= 0) to[from[i]!] = i;
  for (let j = 0; j < facts.length; j++) {
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

function wasToldBy(facts: readonly Facts[], index: number, by: -1 | 1): number {
  const own = facts[index]!, at = facts[index + by];
  if (at?.section !== own.section) return 0;
  return 1 + (at.decoded.type === 'trap' ? 2 : 0) + ((at.visited & isVisited) !== 0 && at.state && isFar(at.state) ? 4 : 0) + (at.name === own.name ? 8 : 0);
}

function says({ hint, restore }: Instruction): boolean { return hint || restore; }

/** By index, `same` if all that is known of an instruction is what was known of it before, of the entries that it leads to, too. */
function compared(before: Flow, now: BegunFlow, { from, likeness, facts }: Since): Uint8Array {
  const isClean = likeness.slice(), { marks, numbers, checked: { instructions, program } } = now;
  const adjusts = numbers.adjustments.size + numbers.returnOffsets.size + before.numbers.adjustments.size + before.numbers.returnOffsets.size > 0;
  // Of an entry that is another component's, rules ask whether it says itself what the state is.
  const odd = new Set<number>();
  for (let i = 0; i < from.length; i++) {
    const j = from[i]!;
    if (j < 0) continue;
    const isOdd = marks[i] !== before.marks[j];
    if (isOdd || (likeness[i] === unlike && (marks[i]! & mark.isEntered) !== 0 && says(program.instructions[i]!) !== ((facts[j]!.flags & saysState) !== 0))) odd.add(i);
    if (isOdd) isClean[i] = unlike;
    if (!adjusts) continue;
    if (numbers.adjustments.get(i) !== before.numbers.adjustments.get(j) || numbers.returnOffsets.get(i) !== before.numbers.returnOffsets.get(j)) isClean[i] = unlike;
  }
  if (odd.size === 0) return isClean;
  for (let i = 0; i < from.length; i++) if (isClean[i] === same && instructions[i]!.next.some(({ to }) => odd.has(to))) isClean[i] = elsewhere;
  return isClean;
}
