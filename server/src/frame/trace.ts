// SPDX-License-Identifier: GPL-2.0-or-later
// The value of every register and every word of the stack in front of every instruction: a worklist over the edges that objtool's walk
// follows, but with values of its own. A *component* is a set of instructions joined by edges; it is traced when somebody asks for one of
// them. What the walk calls an entry (the first instruction of a sized symbol, a hinted instruction that nothing leads to) is one here.
//
// The end: a state in front of an instruction only ever loses knowledge (joinStates), of which there is a finite amount.

import type { Checked, CheckedInstruction, EdgeKind } from '../objtool/checked.ts';
import { functionOf } from '../objtool/program.ts';
import { operationAt } from '../x86/operation.ts';
import { assumeHint, blankState, entryState } from './assume.ts';
import { adjusted, lensNumbers, type LensNumbers } from './lensNumbers.ts';
import { joinStates, type FrameState } from './frameState.ts';
import { transfer, type Step } from './transfer.ts';

export interface Traced {
  readonly checked: Checked;
  readonly numbers: LensNumbers;
  /** In front of each instruction, before the assumption of a hint there; undefined = nothing leads here, or not traced yet. */
  readonly arriving: (FrameState | undefined)[];
  /** Component of each instruction, and the instructions of each component in order. */
  readonly componentOf: Int32Array;
  readonly components: readonly (readonly number[])[];
  readonly done: Set<number>;
}

/** Nothing is traced yet; `before` and `after` do it when asked. */
export function trace(checked: Checked): Traced {
  const { componentOf, components } = componentsOf(checked);
  return { checked, numbers: lensNumbers(checked), arriving: new Array<FrameState | undefined>(checked.instructions.length), componentOf, components, done: new Set() };
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
    ...(relocation ? { relocated: { name: relocation.symbol.name, addend: relocation.addend } } : {}),
    ...(operation.mnemonic === 'call' ? { call: calleeKind(checked, index) } : {}),
  };
}

function calleeKind(checked: Checked, index: number): 'function' | 'code' | 'inside' {
  const own = checked.program.instructions[index]!;
  if (own.jumpTo) return 'inside';
  const callee = own.callTo;
  return callee?.section && callee.type !== 'FUNC' && callee.size > 0 ? 'code' : 'function';
}

function traceComponent(traced: Traced, members: readonly number[]): void {
  const { checked } = traced, reached = new Set<number>();
  for (const index of members) for (const edge of checked.instructions[index]!.next) reached.add(edge.to);
  for (const index of members) {
    const kind = entryKind(checked, index);
    if (kind) enter(traced, index, entryState(index, kind));
    else if (!reached.has(index) && checked.instructions[index]!.state) enter(traced, index, blankState(index));
  }
  // What only a hint leads to (behind calls that never return, in the middle of patched code), and rings that nothing enters.
  for (const index of members) if (!traced.arriving[index] && checked.instructions[index]!.hint) enter(traced, index, blankState(index));
  for (const index of members) if (!traced.arriving[index] && checked.instructions[index]!.state) enter(traced, index, blankState(index));
}

function entryKind(checked: Checked, index: number): 'function' | 'code' | undefined {
  const own = checked.program.instructions[index]!, symbol = own.section.startingAt.get(own.offset);
  if (!symbol) return undefined;
  return functionOf(own)?.offset === own.offset ? 'function' : 'code';
}

function enter(traced: Traced, index: number, state: FrameState): void {
  const waiting = [index];
  const arrive = (to: number, next: FrameState): void => {
    const old = traced.arriving[to], joined = old ? joinStates(old, next, to) : next;
    if (joined === old) return;
    traced.arriving[to] = joined;
    waiting.push(to);
  };
  const old = traced.arriving[index];
  traced.arriving[index] = old ? joinStates(old, state, index) : state;
  if (traced.arriving[index] === old) return;
  while (waiting.length > 0) {
    const at = waiting.pop()!;
    traced.checked.program.budget.spend();
    const instruction = traced.checked.instructions[at]!;
    if (instruction.next.length === 0) continue;
    const here = assumed(traced, traced.arriving[at]!, at);
    const then = transfer(here, stepOf(traced.checked, at));
    for (const edge of instruction.next) arrive(edge.to, leavesBefore(edge.kind) ? here : then);
  }
}

/** A fault or a patched-in stream leaves from in front of the instruction. */
function leavesBefore(kind: EdgeKind): boolean { return kind === 'fixup' || kind === 'alternative'; }

function assumed(traced: Traced, state: FrameState, index: number): FrameState {
  const at: CheckedInstruction = traced.checked.instructions[index]!;
  const moved = adjusted(traced.numbers, state, index);
  return at.hint && at.state ? assumeHint(moved, at.state, index) : moved;
}

function componentsOf({ instructions, program }: Checked): { componentOf: Int32Array; components: number[][] } {
  // Behind a fatal finding about the object itself there is no program to look at.
  if (program.instructions.length !== instructions.length) return { componentOf: new Int32Array(0), components: [] };
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
  const componentOf = new Int32Array(instructions.length), components: number[][] = [];
  for (let i = 0; i < instructions.length; i++) {
    const root = find(i);
    if (root === i) { componentOf[i] = components.length; components.push([i]); }
    else { componentOf[i] = componentOf[root]!; components[componentOf[i]!]!.push(i); }
  }
  return { componentOf, components };
}
