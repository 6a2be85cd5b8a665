// SPDX-License-Identifier: GPL-2.0-or-later
// The value of every register and every word of the stack in front of every instruction: a worklist over the edges that objtool's walk
// follows, but with values of its own. A *component* is a set of instructions joined by edges; it is traced when somebody asks for one of
// them. What the walk calls an entry (the first instruction of a sized symbol, a hinted instruction that nothing leads to) is one here.
//
// The end: a state in front of an instruction only ever loses knowledge (joinStates), of which there is a finite amount.

import type { Checked, CheckedInstruction, EdgeKind } from '../objtool/checked.ts';
import { functionOf, type Instruction } from '../objtool/program.ts';
import { operationAt } from '../x86/operation.ts';
import { assumeHint, blankState, entryState } from './assume.ts';
import { adjusted, lensNumbers, type LensNumbers } from './lensNumbers.ts';
import { joinStates, type FrameState } from './frameState.ts';
import { adopt, adoptedState, type ComponentTrace } from './traceMemory.ts';
import { transfer, type Step } from './transfer.ts';

export interface Traced {
  readonly checked: Checked;
  readonly numbers: LensNumbers;
  /** In front of each instruction, before the assumption of a hint there; undefined = nothing leads here, or not traced yet. */
  readonly arriving: (FrameState | undefined)[];
  /** Component of each instruction, and the instructions of each component in order. */
  readonly componentOf: Int32Array;
  readonly components: readonly (readonly number[])[];
  /** Place of each instruction in its component. */
  readonly rankOf: Int32Array;
  readonly done: Set<number>;
  /** By component: what an earlier trace knew of it. */
  readonly adopted: (ComponentTrace | undefined)[];
}

/** Nothing is traced yet; `before` and `after` do it when asked. `earlier`: a trace of which parts may still hold. */
export function trace(checked: Checked, earlier?: Traced): Traced {
  const traced: Traced = {
    checked, numbers: lensNumbers(checked), arriving: new Array<FrameState | undefined>(checked.instructions.length), ...componentsOf(checked), done: new Set(), adopted: [],
  };
  if (earlier) adopt(traced, earlier);
  return traced;
}

/** In front of an instruction, what a hint there says included. */
export function before(traced: Traced, index: number): FrameState | undefined {
  const arriving = arrivingAt(traced, index);
  return arriving && assumed(traced, arriving, index);
}

/** In front of an instruction, as computed, before its hint is believed. */
export function arrivingAt(traced: Traced, index: number): FrameState | undefined {
  const component = traced.componentOf[index];
  if (component === undefined) return undefined;
  const adopted = traced.adopted[component];
  if (adopted) return (traced.arriving[index] ??= adoptedState(adopted, traced.rankOf[index]!, traced.components[component]!));
  if (!traced.done.has(component)) { traceComponent(traced, traced.components[component]!); traced.done.add(component); }
  return traced.arriving[index];
}

export function after(traced: Traced, index: number): FrameState | undefined {
  const state = before(traced, index);
  return state && transfer(state, stepOf(traced.checked, index));
}

/** What the transfer needs to know of an instruction. */
export function stepOf(checked: Checked, index: number): Step {
  const at = checked.instructions[index]!, { program } = checked, own = program.instructions[index]!;
  const operation = operationAt(program.object.sections[at.section]!.bytes, at.offset, program.mode);
  const { relocation } = own;
  return {
    index, operation, noStack: !at.state || at.state.forceUndefined || at.state.type === 'undefined' || at.state.type === 'end-of-stack' || at.state.cfa.base === -1,
    ...(relocation ? { relocated: { name: relocation.symbol.name, addend: relocation.addend + (pcRelative.has(relocation.type) ? at.offset + operation.length - relocation.offset : 0) } } : {}),
    ...(operation.mnemonic === 'call' ? { call: calleeKind(own) } : {}),
  };
}

/** What counts from the end of the instruction, while the relocation counts from its own place. */
const pcRelative: ReadonlySet<string> = new Set(['R_X86_64_PC32', 'R_X86_64_PLT32']);

/** What kind of code a call leads to. */
export function calleeKind(own: Instruction): NonNullable<Step['call']> {
  if (own.jumpTo) return 'inside';
  const callee = own.callTo;
  if (callee && touchesNoMemory.has(callee.name)) return 'registers';
  return callee?.section && callee.type !== 'FUNC' && callee.size > 0 ? 'code' : 'function';
}

/** Assembly that entry code calls to make branch predictors forget: no memory is written, whatever the registers point to. */
const touchesNoMemory: ReadonlySet<string> = new Set([
  'entry_untrain_ret', 'retbleed_untrain_ret', 'zen_untrain_ret', 'srso_untrain_ret', 'srso_alias_untrain_ret', 'entry_ibpb', 'write_ibpb', 'clear_bhb_loop', 'clear_bhb_loop_nofence',
]);

/** A component under way: members by rank, each after what leads to it if there is no loop. A stack that ways disagree about is then named once. */
interface Work { readonly ranks: ReadonlyMap<number, number>; readonly order: readonly number[]; readonly dirty: Uint8Array; lowest: number }

function traceComponent(traced: Traced, members: readonly number[]): void {
  const { checked } = traced, reached = new Set<number>();
  // Padding leads nowhere, though it seems to fall through.
  for (const index of members) if (checked.instructions[index]!.state) for (const edge of checked.instructions[index]!.next) reached.add(edge.to);
  const entries = members.filter(index => entryKind(checked, index) !== undefined || (!reached.has(index) && checked.instructions[index]!.state));
  const order = orderFrom(checked, [...entries, ...members]);
  const work: Work = { order, ranks: new Map(order.map((index, rank) => [index, rank])), dirty: new Uint8Array(order.length), lowest: order.length };
  for (const index of entries) {
    const kind = entryKind(checked, index);
    arrive(traced, work, index, kind ? entryState(index, kind) : blankState(index));
  }
  run(traced, work);
  // What only a hint leads to (behind calls that never return, in the middle of patched code), and rings that nothing enters.
  for (const hinted of [true, false]) for (const index of order) {
    const at = checked.instructions[index]!;
    if (traced.arriving[index] || !(hinted ? at.hint : at.state)) continue;
    arrive(traced, work, index, blankState(index));
    run(traced, work);
  }
}

/** Reverse post-order. */
function orderFrom({ instructions }: Checked, entries: readonly number[]): number[] {
  const seen = new Set<number>(), order: number[] = [];
  for (const entry of entries) {
    if (seen.has(entry)) continue;
    seen.add(entry);
    const path: { readonly index: number; edge: number }[] = [{ index: entry, edge: 0 }];
    while (path.length > 0) {
      const top = path[path.length - 1]!, edge = instructions[top.index]!.next[top.edge++];
      if (!edge) { order.push(top.index); path.pop(); } else if (!seen.has(edge.to)) { seen.add(edge.to); path.push({ index: edge.to, edge: 0 }); }
    }
  }
  return order.reverse();
}

function arrive(traced: Traced, work: Work, to: number, next: FrameState): void {
  const old = traced.arriving[to], joined = old ? joinStates(old, next, to) : next;
  if (joined === old) return;
  traced.arriving[to] = joined;
  const rank = work.ranks.get(to)!;
  work.dirty[rank] = 1;
  if (rank < work.lowest) work.lowest = rank;
}

function run(traced: Traced, work: Work): void {
  while (work.lowest < work.order.length) {
    const rank = work.lowest++;
    if (work.dirty[rank] === 0) continue;
    work.dirty[rank] = 0;
    const at = work.order[rank]!, instruction = traced.checked.instructions[at]!;
    traced.checked.program.budget.spend();
    if (instruction.next.length === 0) continue;
    const here = assumed(traced, traced.arriving[at]!, at);
    const then = transfer(here, stepOf(traced.checked, at));
    for (const edge of instruction.next) arrive(traced, work, edge.to, leavesBefore(edge.kind) ? here : then);
  }
}

/** How control comes to an instruction from outside. */
export function entryKind(checked: Checked, index: number): 'function' | 'code' | undefined {
  const own = checked.program.instructions[index]!, symbol = own.section.startingAt.get(own.offset);
  if (!symbol) return undefined;
  if (functionOf(own)?.offset === own.offset) return 'function';
  // A label inside code that others may jump to as well: whoever does is taken to come with what the fall-through comes with.
  const above = index > 0 ? checked.instructions[index - 1]! : undefined;
  return above?.state && above.next.some(edge => edge.to === index) ? undefined : 'code';
}

/** A fault or a patched-in stream leaves from in front of the instruction. */
function leavesBefore(kind: EdgeKind): boolean { return kind === 'fixup' || kind === 'alternative'; }

function assumed(traced: Traced, state: FrameState, index: number): FrameState {
  const at: CheckedInstruction = traced.checked.instructions[index]!;
  const moved = adjusted(traced.numbers, state, index);
  return at.hint && at.state ? assumeHint(moved, at.state, index) : moved;
}

function componentsOf({ instructions, program }: Checked): Pick<Traced, 'componentOf' | 'components' | 'rankOf'> {
  // Behind a fatal finding about the object itself there is no program to look at.
  if (program.instructions.length !== instructions.length) return { componentOf: new Int32Array(0), components: [], rankOf: new Int32Array(0) };
  const parent = Int32Array.from(instructions, (_, i) => i);
  const find = (i: number): number => {
    while (parent[i] !== i) i = parent[i] = parent[parent[i]!]!;
    return i;
  };
  instructions.forEach((instruction, i) => {
    for (const { to } of instruction.next) {
      const a = find(i), b = find(to);
      if (a !== b) parent[Math.max(a, b)] = Math.min(a, b);
    }
  });
  const componentOf = new Int32Array(instructions.length), rankOf = new Int32Array(instructions.length), components: number[][] = [];
  for (let i = 0; i < instructions.length; i++) {
    const root = find(i);
    if (root === i) { componentOf[i] = components.length; components.push([i]); }
    else { componentOf[i] = componentOf[root]!; rankOf[i] = components[componentOf[i]!]!.push(i) - 1; }
  }
  return { componentOf, components, rankOf };
}
