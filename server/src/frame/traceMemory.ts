// SPDX-License-Identifier: GPL-2.0-or-later
// Traces from one revision of a file to the next. What is known in a component follows from its instructions, their edges, hints and states
// and from nothing else, so a component that is as it was has the states it had; only the indexes by which values name instructions are
// other ones. The components of both revisions are compared in order, from both ends: an edit lies in between.

import type { Checked } from '../objtool/checked.ts';
import type { Cell, FrameState, StackWords } from './frameState.ts';
import { calleeKind, entryKind, type Traced } from './trace.ts';
import { hintedStack, loadedStack, whereMet, type StackId, type Value } from './values.ts';

/** The states in front of a component's instructions, by rank; instructions are named by the indexes that they had then. */
export interface ComponentTrace { readonly members: readonly number[]; readonly states: readonly (FrameState | undefined)[] }

/** Takes over what an earlier trace found out about components that are the same. */
export function adopt(traced: Traced, earlier: Traced): void {
  const { components } = traced, old = earlier.components, shorter = Math.min(components.length, old.length);
  let first = 0, behind = 0;
  while (first < shorter && isSame(traced, components[first]!, earlier, old[first]!)) { take(traced, first, earlier, first); first++; }
  while (behind < shorter - first && isSame(traced, components[components.length - 1 - behind]!, earlier, old[old.length - 1 - behind]!)) {
    take(traced, components.length - 1 - behind, earlier, old.length - 1 - behind);
    behind++;
  }
}

function take(traced: Traced, component: number, earlier: Traced, from: number): void {
  const known = earlier.adopted[from];
  const members = earlier.components[from]!;
  if (known) traced.adopted[component] = known;
  else if (earlier.done.has(from)) traced.adopted[component] = { members, states: members.map(index => earlier.arriving[index]) };
}

function isSame(traced: Traced, members: readonly number[], earlier: Traced, old: readonly number[]): boolean {
  if (members.length !== old.length) return false;
  for (let rank = 0; rank < members.length; rank++) if (!isSameInstruction(traced, members[rank]!, earlier, old[rank]!)) return false;
  return true;
}

function isSameInstruction(traced: Traced, index: number, earlier: Traced, before: number): boolean {
  const a = traced.checked.instructions[index]!, b = earlier.checked.instructions[before]!;
  if (a.state !== b.state || a.hint !== b.hint || a.next.length !== b.next.length || !sameBytes(traced.checked, index, earlier.checked, before)) return false;
  for (let i = 0; i < a.next.length; i++) if (a.next[i]!.kind !== b.next[i]!.kind || traced.rankOf[a.next[i]!.to] !== earlier.rankOf[b.next[i]!.to]) return false;
  const own = traced.checked.program.instructions[index]!, other = earlier.checked.program.instructions[before]!;
  if (own.relocation?.symbol.name !== other.relocation?.symbol.name || own.relocation?.addend !== other.relocation?.addend || own.relocation?.type !== other.relocation?.type) return false;
  if (calleeKind(own) !== calleeKind(other)) return false;
  return traced.numbers.adjustments.get(index) === earlier.numbers.adjustments.get(before) && entryKind(traced.checked, index) === entryKind(earlier.checked, before);
}

function sameBytes(checked: Checked, index: number, other: Checked, before: number): boolean {
  const a = checked.instructions[index]!, b = other.instructions[before]!, { length } = a.decoded;
  if (length !== b.decoded.length || checked.program.mode !== other.program.mode) return false;
  const bytes = checked.program.object.sections[a.section]!.bytes, others = other.program.object.sections[b.section]!.bytes;
  for (let i = 0; i < length; i++) if (bytes[a.offset + i] !== others[b.offset + i]) return false;
  return true;
}

/** The state that was in front of the instruction of this rank, in the names of now. */
export function adoptedState(trace: ComponentTrace, rank: number, members: readonly number[]): FrameState | undefined {
  const state = trace.states[rank];
  return state && renamed(state, namesFor(trace, members));
}

type Names = (index: number) => number;

const names = new WeakMap<readonly number[], { readonly from: readonly number[]; readonly name: Names | undefined }>();

/** From old index to new; undefined if they are the same. */
function namesFor({ members: from }: ComponentTrace, members: readonly number[]): Names | undefined {
  const known = names.get(members);
  if (known?.from === from) return known.name;
  const shift = members[0]! - from[0]!;
  let name: Names | undefined;
  if (members.every((index, rank) => index - from[rank]! === shift)) name = shift === 0 ? undefined : index => index + shift;
  else {
    const now = new Map(from.map((index, rank) => [index, members[rank]!]));
    name = index => now.get(index)!;
  }
  names.set(members, { from, name });
  return name;
}

function renamed(state: FrameState, name: Names | undefined): FrameState {
  if (!name) return state;
  const { registers, stacks, escapes, frame } = state;
  return {
    registers: registers.map(value => renamedValue(value, name)),
    stacks: stacks.map((words): StackWords => ({ stack: renamedStack(words.stack, name), low: words.low, cells: words.cells.map(cell => cell && renamedCell(cell, name)) })),
    escapes: escapes.map(escape => ({ ...escape, stack: renamedStack(escape.stack, name) })),
    frame: frame && { ...frame, stack: renamedStack(frame.stack, name), since: name(frame.since) },
  };
}

function renamedCell({ value, by }: Cell, name: Names): Cell { return { value: renamedValue(value, name), by: typeof by === 'number' ? name(by) : by }; }

function renamedStack(stack: StackId, name: Names): StackId {
  const at = name(whereMet(stack));
  return stack >= 0 ? at : stack % 2 === 0 ? hintedStack(at) : loadedStack(at);
}

function renamedValue(value: Value, name: Names): Value {
  switch (value.kind) {
    case 'unknown': case 'constant': case 'symbol': return value;
    case 'entry': case 'return-address': case 'member': case 'flags': return { ...value, at: name(value.at) };
    case 'address': return { ...value, stack: renamedStack(value.stack, name) };
    case 'left': return { ...value, by: name(value.by), stack: renamedStack(value.stack, name), was: renamedValue(value.was, name) };
    case 'clobbered': case 'loaded': return { ...value, by: name(value.by) };
  }
}
