// SPDX-License-Identifier: GPL-2.0-or-later
// Traces from one revision of a file to the next. What is known in a component follows from the component and from what comes to its entries,
// and from nothing else, so one that is as it was has the states it had; only the indexes by which values name instructions are other ones.

import { KeptWith } from '../base/keptWith.ts';
import { indexesOf, type Component } from './flow.ts';
import type { Cell, FrameState, StackWords } from './frameState.ts';
import { hintedStack, loadedStack, whereMet, type StackId, type Value } from './values.ts';

/** By entry: 0 if nobody comes from outside, else what trace.ts counts together of all who do. */
export type Arrivals = number[];

/** The states in front of a component's instructions, by rank; instructions are named by the indexes that they had then. */
export interface ComponentTrace {
  readonly members: readonly number[];
  readonly states: readonly (FrameState | undefined)[];
  /** By exit: what leaves through it. */
  readonly leaving: readonly number[];
}

const kept = new KeptWith<Component, Map<string, ComponentTrace>>();

/** Of one component; what comes to it changes seldom. */
const mostTraces = 4;

export function knownTrace(component: Component, arrivals: Arrivals): ComponentTrace | undefined { return kept.get(component)?.get(arrivals.join()); }

export function keepTrace(component: Component, arrivals: Arrivals, trace: ComponentTrace): ComponentTrace {
  let traces = kept.get(component);
  if (!traces) kept.set(component, traces = new Map());
  if (traces.size >= mostTraces) traces.clear();
  traces.set(arrivals.join(), trace);
  return trace;
}

/** From the index that an instruction had when a trace was made to the one that it has. */
export type Names = ((index: number) => number) | 'same';

/** The state in front of the instruction of this rank, in the names of now. */
export function stateNow({ states }: ComponentTrace, rank: number, names: Names): FrameState | undefined {
  const state = states[rank];
  return state && names !== 'same' ? renamed(state, names) : state;
}

export function namesNow({ members: from }: ComponentTrace, component: Component): Names {
  const members = indexesOf(component), shift = members[0]! - from[0]!;
  if (members.every((index, rank) => index - from[rank]! === shift)) return shift === 0 ? 'same' : index => index + shift;
  const now = new Map(from.map((index, rank) => [index, members[rank]!]));
  return index => now.get(index)!;
}

type Name = (index: number) => number;

function renamed(state: FrameState, name: Name): FrameState {
  const { registers, stacks, escapes, frame } = state;
  return {
    registers: registers.map(value => renamedValue(value, name)),
    stacks: stacks.map((words): StackWords => ({ stack: renamedStack(words.stack, name), low: words.low, cells: words.cells.map(cell => cell && renamedCell(cell, name)) })),
    escapes: escapes.map(escape => ({ ...escape, stack: renamedStack(escape.stack, name) })),
    frame: frame && { ...frame, stack: renamedStack(frame.stack, name), since: name(frame.since) },
  };
}

function renamedCell({ value, by }: Cell, name: Name): Cell { return { value: renamedValue(value, name), by: typeof by === 'number' ? name(by) : by }; }

function renamedStack(stack: StackId, name: Name): StackId {
  const at = name(whereMet(stack));
  return stack >= 0 ? at : stack % 2 === 0 ? hintedStack(at) : loadedStack(at);
}

function renamedValue(value: Value, name: Name): Value {
  switch (value.kind) {
    case 'unknown': case 'constant': case 'symbol': return value;
    case 'entry': case 'return-address': case 'member': case 'flags': return { ...value, at: name(value.at) };
    case 'address': return { ...value, stack: renamedStack(value.stack, name) };
    case 'left': return { ...value, by: name(value.by), stack: renamedStack(value.stack, name), was: renamedValue(value.was, name) };
    case 'clobbered': case 'loaded': return { ...value, by: name(value.by) };
  }
}
