// SPDX-License-Identifier: GPL-2.0-or-later
// The value of every register and every word of the stack in front of every instruction: a worklist over the edges that objtool's walk
// follows, but with values of its own. What the walk calls an entry (the first instruction of a sized symbol, a hinted instruction that nothing
// leads to) is one here. A component (flow.ts) is traced when somebody asks for one of its instructions.
//
// The end: a state in front of an instruction only ever loses knowledge (joinStates), of which there is a finite amount. Of what comes to an
// entry from another component only this counts, which grows too: that it comes, and which registers may point somewhere.

import type { Checked, CheckedInstruction } from '../objtool/checked.ts';
import type { Instruction } from '../objtool/program.ts';
import { operationAt } from '../x86/operation.ts';
import { assumeHint, blankState, entryState } from './assume.ts';
import { leavesBefore, type Component, type Flow } from './flow.ts';
import type { FlowChange } from './flowMemory.ts';
import { adjusted } from './lensNumbers.ts';
import { SP, joinStates, type FrameState } from './frameState.ts';
import { keepTrace, knownTrace, namesNow, stateNow, type Arrivals, type ComponentTrace, type Names } from './traceMemory.ts';
import { transfer, type Step } from './transfer.ts';
import { mayPoint, unknown, unknownPointer } from './values.ts';

export interface Traced {
  readonly checked: Checked;
  readonly flow: Flow;
  /** In front of each instruction that somebody asked for, before the assumption of a hint there; undefined: nothing leads here, or nobody asked. */
  readonly arriving: (FrameState | undefined)[];
  readonly traces: Map<Component, ComponentTrace>;
  /** In which their states are said. */
  readonly names: Map<ComponentTrace, Names>;
  /** What control comes through to a component's entries; made when it is asked for. */
  sources: Map<Component, Set<Component>> | undefined;
}

/** Nothing is traced yet; `before` and `after` do it when asked. `earlier`: a trace of what `change` is the change from. */
export function trace(flow: Flow, earlier?: Traced, change?: FlowChange): Traced {
  const traced: Traced = { checked: flow.checked, flow, arriving: new Array<FrameState | undefined>(flow.checked.instructions.length), traces: new Map(), names: new Map(), sources: undefined };
  if (!earlier || !change || change.before !== earlier.flow) return traced;
  const affected = new Set(change.begun), waiting = [...change.ended, ...change.begun];
  // What leaves a component for another one may be something else now.
  for (let component = waiting.pop(); component; component = waiting.pop()) for (const { to: { index } } of component.exits) {
    const target = flow.componentAt[index];
    if (target && !affected.has(target)) { affected.add(target); waiting.push(target); }
  }
  for (const [component, own] of earlier.traces) if (flow.components.has(component) && !affected.has(component)) traced.traces.set(component, own);
  return traced;
}

/** In front of an instruction, what a hint there says included. */
export function before(traced: Traced, index: number): FrameState | undefined {
  const arriving = arrivingAt(traced, index);
  return arriving && assumed(traced, arriving, index);
}

/** In front of an instruction, as computed, before its hint is believed. */
export function arrivingAt(traced: Traced, index: number): FrameState | undefined {
  const known = traced.arriving[index], component = traced.flow.componentAt[index];
  if (known || !component) return known;
  const own = traceOf(traced, component);
  let names = traced.names.get(own);
  if (names === undefined) traced.names.set(own, names = namesNow(own, component));
  return traced.arriving[index] = stateNow(own, traced.flow.rankOf[index]!, names);
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

/** What is known of a component by now; the same object as long as it is the same. */
export function traceOf(traced: Traced, component: Component): ComponentTrace {
  if (!traced.traces.has(component)) traceWithSources(traced, component);
  return traced.traces.get(component)!;
}

/** All that leads to a component first. Where components lead to each other, they are traced until nothing new comes to any of them. */
function traceWithSources(traced: Traced, wanted: Component): void {
  const order = sourcesFirst(traced, wanted), arrivals = new Map<Component, Arrivals>(order.map(component => [component, component.entries.map(() => 0)]));
  const found = new Map<Component, ComponentTrace>(), waiting = new Set(order);
  for (const component of order) for (const source of traced.sources!.get(component) ?? []) {
    const done = traced.traces.get(source);
    if (done) deliver(traced, source, done, component, arrivals.get(component)!);
  }
  while (waiting.size > 0) for (const component of order) {
    if (!waiting.delete(component)) continue;
    const own = knownTrace(component, arrivals.get(component)!) ?? keepTrace(component, arrivals.get(component)!, traceComponent(traced, component, arrivals.get(component)!));
    found.set(component, own);
    for (const { to } of component.exits) {
      const target = traced.flow.componentAt[to.index]!, arriving = arrivals.get(target);
      if (arriving && deliver(traced, component, own, target, arriving)) waiting.add(target);
    }
  }
  for (const [component, own] of found) traced.traces.set(component, own);
}

/** The components that lead to one and are not traced yet, itself last. */
function sourcesFirst(traced: Traced, wanted: Component): Component[] {
  const sources = traced.sources ??= sourcesOf(traced.flow), order: Component[] = [], seen = new Set([wanted]);
  const path: { readonly component: Component; readonly left: Component[] }[] = [{ component: wanted, left: [...sources.get(wanted) ?? []] }];
  while (path.length > 0) {
    const top = path[path.length - 1]!, next = top.left.pop();
    if (!next) { order.push(top.component); path.pop(); continue; }
    if (seen.has(next) || traced.traces.has(next)) continue;
    seen.add(next);
    path.push({ component: next, left: [...sources.get(next) ?? []] });
  }
  return order;
}

function sourcesOf({ components, componentAt }: Flow): Map<Component, Set<Component>> {
  const sources = new Map<Component, Set<Component>>();
  for (const component of components) for (const { to } of component.exits) {
    const target = componentAt[to.index]!, known = sources.get(target);
    if (known) known.add(component); else sources.set(target, new Set([component]));
  }
  return sources;
}

const somebodyComes = 1 << 16;

/** What leaves a component for another one's entries; true if it is news there. */
function deliver({ flow: { componentAt, rankOf } }: Traced, { exits }: Component, { leaving }: ComponentTrace, target: Component, arrivals: Arrivals): boolean {
  let news = false;
  exits.forEach(({ to: { index } }, which) => {
    if (componentAt[index] !== target) return;
    const entry = target.entries.findIndex(({ rank }) => rank === rankOf[index]), now = arrivals[entry]! | leaving[which]!;
    if (now !== arrivals[entry]) { arrivals[entry] = now; news = true; }
  });
  return news;
}

/** Whatever stack they come on, nothing is known of it: it is named anew, and no word of it has been seen. */
function joinedByStrangers(state: FrameState, arrivals: number): FrameState {
  if (arrivals === 0) return state;
  return { registers: state.registers.map((value, r) => r === SP ? value : (arrivals & (1 << r)) !== 0 ? unknownPointer : unknown), stacks: [], escapes: [], frame: undefined };
}

/** A component under way: members by rank, each after what leads to it if there is no loop. A stack that ways disagree about is then named once. */
interface Work {
  readonly traced: Traced;
  readonly component: Component;
  readonly order: readonly number[];
  /** By rank in the component. */
  readonly turns: Int32Array;
  readonly states: (FrameState | undefined)[];
  readonly dirty: Uint8Array;
  lowest: number;
}

function traceComponent(traced: Traced, component: Component, arrivals: Arrivals): ComponentTrace {
  const { checked: { instructions }, flow: { rankOf, componentAt } } = traced, members = component.places.map(({ index }) => index), reached = new Uint8Array(members.length);
  // Padding leads nowhere, though it seems to fall through.
  for (let rank = 0; rank < members.length; rank++) {
    const { state, next } = instructions[members[rank]!]!;
    if (state) for (let k = 0; k < next.length; k++) if (componentAt[next[k]!.to] === component) reached[rankOf[next[k]!.to]!] = 1;
  }
  const isEntry = new Map(component.entries.map((entry, which) => [entry.rank, which]));
  const entries = members.filter((index, rank) => isEntry.has(rank) || (reached[rank] === 0 && instructions[index]!.state));
  const order = orderFrom(traced, component, [...entries, ...members]);
  const states = new Array<FrameState | undefined>(members.length).fill(undefined);
  const work: Work = { traced, component, order, turns: new Int32Array(members.length), states, dirty: new Uint8Array(order.length), lowest: order.length };
  order.forEach((index, turn) => { work.turns[rankOf[index]!] = turn; });
  for (const index of entries) {
    const which = isEntry.get(rankOf[index]!);
    arrive(work, index, which === undefined ? blankState(index) : joinedByStrangers(entryState(index, component.entries[which]!.kind), arrivals[which]!));
  }
  run(work);
  // What only a hint leads to (behind calls that never return, in the middle of patched code), and rings that nothing enters.
  for (const hinted of [true, false]) for (const index of order) {
    const at = instructions[index]!;
    if (work.states[rankOf[index]!] || !(hinted ? at.hint : at.state)) continue;
    arrive(work, index, blankState(index));
    run(work);
  }
  return { members, states: work.states, leaving: component.exits.map(({ rank, early }) => leavingAt(work, members[rank]!, rank, early)) };
}

/** What goes with control that leaves for another component: a bit for each register that may point somewhere, rsp apart. */
function leavingAt({ traced, states }: Work, index: number, rank: number, early: boolean): number {
  const arriving = states[rank];
  if (!arriving) return 0;
  const here = assumed(traced, arriving, index), { registers } = early ? here : transfer(here, stepOf(traced.checked, index));
  return registers.reduce((bits, value, r) => r !== SP && mayPoint(value) ? bits | (1 << r) : bits, somebodyComes);
}

/** Reverse post-order. */
function orderFrom({ checked: { instructions }, flow: { componentAt, rankOf } }: Traced, component: Component, entries: readonly number[]): number[] {
  const seen = new Uint8Array(component.places.length), order: number[] = [];
  for (const entry of entries) {
    if (seen[rankOf[entry]!] === 1) continue;
    seen[rankOf[entry]!] = 1;
    const path: { readonly index: number; edge: number }[] = [{ index: entry, edge: 0 }];
    while (path.length > 0) {
      const top = path[path.length - 1]!, edge = instructions[top.index]!.next[top.edge++];
      if (!edge) { order.push(top.index); path.pop(); continue; }
      if (componentAt[edge.to] !== component || seen[rankOf[edge.to]!] === 1) continue;
      seen[rankOf[edge.to]!] = 1;
      path.push({ index: edge.to, edge: 0 });
    }
  }
  return order.reverse();
}

function arrive(work: Work, to: number, next: FrameState): void {
  const rank = work.traced.flow.rankOf[to]!, old = work.states[rank], joined = old ? joinStates(old, next, to) : next;
  if (joined === old) return;
  work.states[rank] = joined;
  const turn = work.turns[rank]!;
  work.dirty[turn] = 1;
  if (turn < work.lowest) work.lowest = turn;
}

function run(work: Work): void {
  const { traced: { checked, flow: { componentAt, rankOf } }, component } = work;
  while (work.lowest < work.order.length) {
    const turn = work.lowest++;
    if (work.dirty[turn] === 0) continue;
    work.dirty[turn] = 0;
    const at = work.order[turn]!, instruction = checked.instructions[at]!;
    checked.program.budget.spend();
    if (instruction.next.length === 0) continue;
    const here = assumed(work.traced, work.states[rankOf[at]!]!, at);
    const then = transfer(here, stepOf(checked, at));
    for (const edge of instruction.next) if (componentAt[edge.to] === component) arrive(work, edge.to, leavesBefore(edge.kind) ? here : then);
  }
}

function assumed(traced: Traced, state: FrameState, index: number): FrameState {
  const at: CheckedInstruction = traced.checked.instructions[index]!;
  const moved = adjusted(traced.flow.numbers, state, index);
  return at.hint && at.state ? assumeHint(moved, at.state, index) : moved;
}
