// SPDX-License-Identifier: GPL-2.0-or-later
// Which instructions need not be walked again. A *part* is a set of instructions joined by whatever the walk follows. Only what leads to a hint
// outside of functions, a *gate*, joins nothing: whoever comes there finds the state that the hint says. A part whose instructions, hints, edges
// and neighbours are as they were keeps its states.
//
// Two ways may meet with states that differ in what objtool does not compare: the first to come decides. So each part keeps a log of what
// happened to it: where walks entered it, and where they left it through gates of other parts, in order. The walks of the next revision go
// through the logs of the parts that are kept, as if they walked there, and so come to the others in the same order as if all were walked.
// Where something else happens to a part than its log says, and where a walk finds something (then it is broken off, and others go where it did
// not), all is walked anew; likewise in the next revision after one that was *irregular* in this sense.

import type { CfiState, CheckedInstruction } from './checked.ts';
import { functionOf, type Group, type Instruction, type Program } from './program.ts';
import { edgesOfAll } from './result.ts';
import { likenessOf, same, wasGate, type Known } from './revision.ts';

/** The same object as long as it holds the same instructions. */
export interface WalkPart {
  readonly log: WalkEvent[];
  /** How far the walks of this revision have come in the log of a part that is kept; else it is written. */
  at: number;
  isKept: boolean;
  /** Where walks may begin: how long the log was when it was come to first. */
  readonly came: Map<Instruction, number>;
}

/** A walk enters the part here, leaves it through a gate, or is over. `flags`: of the walk's state (walk.ts). */
export interface WalkEvent { readonly kind: 'enter' | 'leave' | 'over'; readonly at: Instruction | undefined; readonly flags: number }

const over: WalkEvent = { kind: 'over', at: undefined, flags: 0 };

/** What was known of an object in front of its walks. */
export interface BeforeWalks {
  readonly findings: number;
  readonly warnings: number;
  readonly warned: ReadonlySet<unknown>;
  /** Of a RESTORE, whose state the walk changes. */
  readonly prepared: ReadonlyMap<Instruction, CfiState | undefined>;
}

type Edges = CheckedInstruction['next'];

/** Parts as they are now, and the states of those that are as they were. Undefined: all has to be walked. */
export function keepWalked(program: Program): BeforeWalks | undefined {
  const { revision, instructions } = program;
  if (!revision) return undefined;
  const { known, from } = revision, next = revision.next = edgesOfAll(program);
  const likeness = revision.likeness = known && likenessOf(program, from, next, known.facts, true);
  const fresh = joinParts(program, next, likeness, known);
  if (!known || !likeness || !known.isRegular || !isPredictable(program)) {
    for (const { part } of instructions) if (part!.log.length > 0) forgetLog(part!);
    return undefined;
  }
  const prepared = new Map<Instruction, CfiState | undefined>();
  let part: WalkPart | undefined, isFresh = true;
  for (let i = 0; i < instructions.length; i++) {
    const own = instructions[i]!;
    if (own.restore) prepared.set(own, own.state);
    if (own.part !== part) {
      part = own.part!;
      isFresh = fresh.has(part);
      part.isKept = !isFresh;
      part.at = 0;
    }
    if (isFresh) continue;
    const was = known.facts[from[i]!]!;
    own.state = was.state;
    own.visited = was.visited & 3;
    if (own.group?.first === own && !own.group.original) keepStates(own.group, was.group!);
  }
  return { findings: program.findings.length, warnings: program.warnings, warned: new Set(program.symbols.filter(symbol => symbol.warned)), prepared };
}

/** As if nothing had been walked or kept. */
export function forgetWalks(program: Program, { findings, warnings, warned, prepared }: BeforeWalks): void {
  program.findings.length = findings;
  program.warnings = warnings;
  for (const symbol of program.symbols) symbol.warned = warned.has(symbol);
  for (const own of program.instructions) {
    if (own.part) forgetLog(own.part);
    forgetWalk(own, own.restore ? prepared.get(own) : own.hint ? own.state : undefined);
    // Made up for replacements: in a list of their own they are nowhere.
    if (own.group?.nop) forgetWalk(own.group.nop, undefined);
    if (own.edges) for (const { target } of own.edges) if (target && target.index < 0) forgetWalk(target, undefined);
    if (own.group?.first === own && !own.group.original) own.group.states.fill(undefined);
  }
  program.irregular = false;
  program.walked = program.nesting = 0;
}

function forgetWalk(own: Instruction, state: CfiState | undefined): void {
  own.visited = 0;
  own.trail = undefined;
  own.state = state;
}

function forgetLog(part: WalkPart): void {
  part.isKept = false;
  part.log.length = 0;
  part.came.clear();
}

/** A walk may be begun here, and none has come yet. */
export function isUntouched(instruction: Instruction): boolean {
  const { part, visited } = instruction;
  return part?.isKept ? (part.came.get(instruction) ?? Infinity) >= part.at : visited === 0;
}

/** Notes that a walk comes here for the first time, if walks may begin here. */
export function noteArrival(instruction: Instruction): void {
  const { part, symbol } = instruction;
  if (part && (instruction.hint || symbol?.offset === instruction.offset)) part.came.set(instruction, part.log.length);
}

type WalkOn = (program: Program, instruction: Instruction, flags: number) => void;

/** A walk begins in a part, or comes into it through a gate. True if it is a part that is kept, which is then gone through; else it is to be walked. */
export function enterPart(program: Program, instruction: Instruction, flags: number, walkOn: WalkOn): boolean {
  const part = instruction.part!;
  if (!part.isKept) {
    part.log.push({ kind: 'enter', at: instruction, flags });
    return false;
  }
  const entering = part.log[part.at++];
  if (entering?.kind !== 'enter' || entering.at !== instruction || entering.flags !== flags || program.nesting >= deepest) { program.irregular = true; return true; }
  program.nesting++;
  for (let event = part.log[part.at++]; !program.irregular; event = part.log[part.at++]) {
    if (!event) program.irregular = true;
    else if (event.kind === 'over') break;
    else if (event.kind === 'enter' || !isGate(event.at!)) program.irregular = true;
    else if (isUntouched(event.at!)) walkOn(program, event.at!, event.flags);
  }
  program.nesting--;
  return true;
}

/** Parts that lead into parts, each of which takes a piece of the stack. */
const deepest = 500;

export function leavePart(part: WalkPart): void { part.log.push(over); }

/** Something has not happened to a part that did so in the revision before. */
export function isUnfinished({ instructions }: Program): boolean {
  let last: WalkPart | undefined;
  for (const { part } of instructions) {
    if (part !== last && part?.isKept && part.at < part.log.length) return true;
    last = part;
  }
  return false;
}

/** Shared by all streams. */
function keepStates(now: Group, was: Group): void { for (let k = 0; k < was.states.length; k++) now.states[k] = was.states[k]; }

/** Control is taken to come with nothing but what the hint says. */
export function isGate(instruction: Instruction): boolean { return instruction.hint && !instruction.restore && !functionOf(instruction); }

/** In some generations a walk changes more than states, or follows more than edges. */
function isPredictable({ behaviour, rules: { options } }: Program): boolean {
  return behaviour.tailCallsOfOwner && !(behaviour.walksVisited || behaviour.functionFollows || behaviour.functionOfInstruction || behaviour.tailCallsByTarget
    || behaviour.leavesGuardsOut || behaviour.groupsFollowInstructions || behaviour.replacementsJump || behaviour.alternativesKeepStack || options.link && options.noinstr);
}

/**
 * Gives each instruction its part; those of before stay if nothing in them, next to them, or where they lead is another thing.
 * Answers those that are new.
 */
function joinParts(program: Program, next: readonly Edges[], likeness: Uint8Array | undefined, known: Known | undefined): Set<WalkPart> {
  const { instructions } = program, count = instructions.length, stale = new Set<WalkPart | undefined>();
  if (known?.hasParts && likeness) {
    const from = program.revision!.from, old = known.program.instructions, isTaken = new Uint8Array(old.length);
    // Records that were not taken over have the part that they had.
    const disturb = (own: Instruction | undefined): void => { if (own) stale.add(own.part); };
    const turned = new Set<number>();
    for (let i = 0; i < count; i++) {
      const j = from[i]!;
      if (j >= 0) isTaken[j] = 1;
      if (likeness[i] === same) continue;
      disturb(instructions[i - 1]);
      disturb(instructions[i]);
      disturb(instructions[i + 1]);
      for (const { to } of next[i]!) if (!isGate(instructions[to]!)) disturb(instructions[to]);
      if (j >= 0 && isGate(instructions[i]!) !== wasGate(known.facts[j]!)) turned.add(i);
    }
    // What lay in front of something that is gone has another neighbour now.
    for (let i = 0; i < count; i++) {
      const j = from[i]!;
      if (j >= 0 && ((j + 1 < old.length && isTaken[j + 1] === 0) || (j > 0 && isTaken[j - 1] === 0))) disturb(instructions[i]);
    }
    for (let j = 0; j < old.length; j++) if (isTaken[j] === 0) stale.add(old[j]!.part);
    if (turned.size > 0) for (let i = 0; i < count; i++) for (const { to } of next[i]!) if (turned.has(to)) disturb(instructions[i]);
  }
  for (;;) {
    const indexes: number[] = [], isKept = known?.hasParts && likeness;
    for (let i = 0; i < count; i++) if (!isKept || likeness[i] !== same || stale.has(instructions[i]!.part)) indexes.push(i);
    const fresh = joinAll(program, next, indexes, stale);
    if (fresh) return fresh;
  }
}

/** Undefined if they go together with others, which are then `stale`. */
function joinAll({ instructions }: Program, next: readonly Edges[], indexes: readonly number[], stale: Set<WalkPart | undefined>): Set<WalkPart> | undefined {
  const parent = new Int32Array(instructions.length).fill(-1);
  let isWhole = true;
  for (const i of indexes) parent[i] = i;
  const join = (a: number, b: number): void => {
    if (parent[b]! < 0) { stale.add(instructions[b]!.part); isWhole = false; return; }
    const x = rootOf(parent, a), y = rootOf(parent, b);
    if (x < y) parent[y] = x; else parent[x] = y;
  };
  for (const i of indexes) {
    const own = instructions[i]!, before = instructions[i - 1];
    for (const { to } of next[i]!) if (!isGate(instructions[to]!)) join(i, to);
    const first = own.group && (own.group.original ?? own.group).first;
    if (first && first.index >= 0) join(i, first.section.base + first.index);
    if (before && before.symbol === own.symbol && functionOf(own)) join(i, i - 1);
  }
  if (!isWhole) return undefined;
  const fresh = new Set<WalkPart>();
  for (const i of indexes) {
    const root = rootOf(parent, i), own = instructions[i]!;
    if (root === i) fresh.add(own.part = { log: [], at: 0, isKept: false, came: new Map() });
    else own.part = instructions[root]!.part!;
  }
  return fresh;
}

function rootOf(parent: Int32Array, i: number): number {
  while (parent[i] !== i) i = parent[i] = parent[parent[i]!]!;
  return i;
}
