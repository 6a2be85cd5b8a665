// SPDX-License-Identifier: GPL-2.0-or-later
// An object from one revision of its file to the next. What is known of each instruction is written down (Facts) when all is done, and compared
// when the next revision has been prepared: an instruction that is as it was, with the same edges, hints and neighbours, need not be walked
// again (walkedBefore.ts), nor need anybody behind objtool look at it (frame/flowMemory.ts).
//
// The records themselves, some forty fields for each instruction, are taken over: in the next revision they stand for the same instructions.
// The revision before is then a thing of the past, of which only the facts hold.

import type { ByteSpan, ObjectFile } from '../object/objectFile.ts';
import type { Decoded } from '../x86/instruction.ts';
import type { CfiState, Checked, CheckedInstruction } from './checked.ts';
import { matchedSpans } from './matchedSpans.ts';
import { visit, type Group, type Instruction, type Program, type ProgramRelocation, type ProgramSection, type ProgramSymbol } from './program.ts';
import type { Rules } from './rules.ts';

/** Of a file that is being edited: what one check leaves behind for the next one. */
export interface CheckMemory {
  known: Known | undefined;
  /** From the revision before to the latest; undefined if nothing is known to be as it was. */
  since: Since | undefined;
}

export function checkMemory(): CheckMemory { return { known: undefined, since: undefined }; }

export interface Known {
  readonly checked: Checked;
  /** objtool's own, and what it said of its instructions. */
  readonly program: Program;
  readonly said: readonly CheckedInstruction[];
  /** By index of the instruction. */
  readonly facts: readonly Facts[];
  /** Instructions have their parts (walkedBefore.ts), and were walked as any order of walks would have it. */
  readonly hasParts: boolean;
  readonly isRegular: boolean;
}

/** What is the same in a revision as in the one before. */
export interface Since {
  readonly before: Checked;
  /** By index of the instruction, the index of the one of before that it seems to be; -1 if none. */
  readonly from: Int32Array;
  /** By index: `unlike` those of before, the `same` in all that is known, or the same but for where it leads (`elsewhere`). */
  readonly likeness: Uint8Array;
  /** By index of before. */
  readonly facts: readonly Facts[];
}

export const unlike = 0, same = 1, elsewhere = 2;

/** What was known of an instruction. */
export interface Facts {
  decoded: Decoded;
  type: Instruction['type'];
  ops: Instruction['ops'];
  section: number;
  symbol: ProgramSymbol | undefined;
  /** Of the symbol; behind a fatal finding it is recovery's, and the program's is not. */
  name: string | undefined;
  /** Bits of `flag`. */
  flags: number;
  instr: number;
  retOffset: number;
  /** Bytes from the instruction's start. */
  relocatedAt: number;
  relocation: ProgramRelocation | undefined;
  callTo: ProgramSymbol | undefined;
  group: Group | undefined;
  next: CheckedInstruction['next'];
  state: CfiState | undefined;
  /** Bits of `visit`, and of `flag.visited`. */
  visited: number;
  beyond: number | undefined;
}

const flag = {
  hint: 1, save: 2, restore: 4, unretStart: 8, retpolineSafe: 16, deadEnd: 32, relocated: 64, jumps: 128, calls: 256, ignored: 512, ignoreAlternatives: 1024,
  noEndbr: 2048, noCfi: 4096,
  staysInside: 8192, table: 16384, edges: 32768, skips: 65536, last: 1 << 17,
} as const;
/** In Facts.visited: Checked says so. */
export const isVisited = 8;
/** A hint, or a RESTORE. */
export const saysState = flag.hint | flag.restore;
/** There is more to compare. */
const hasMore = flag.relocated | flag.jumps | flag.calls | flag.edges;

/** The sections that instructions are looked for in. */
export interface Revision {
  /** Until all is done: revisions are not to hold each other. */
  known: Known | undefined;
  former: ReadonlyMap<string, ProgramSection>;
  /** By index of the instruction, as far as sections are decoded, where records are taken over. */
  readonly from: number[];
  /** By index, once all is prepared. */
  likeness: Uint8Array | undefined;
  next: readonly CheckedInstruction['next'][] | undefined;
}

/** What of the last revision may be taken over now; whatever happens, it can be only once. */
export function beginRevision(memory: CheckMemory, object: ObjectFile, rules: Rules): Revision {
  const before = memory.known;
  const known = before && before.program.object.machine === object.machine && sameRules(before.program.rules, rules) ? before : undefined;
  memory.known = memory.since = undefined;
  return { known, former: known ? byName(known.checked.program.sections) : new Map<string, never>(), from: [], likeness: undefined, next: undefined };
}

/** The options are a new object each time, whatever is in them. */
export function sameRules(before: Rules, now: Rules): boolean {
  if (before === now) return true;
  return (Object.keys({ ...before, ...now }) as (keyof Rules)[]).every(key => before[key] === now[key]
    || (key === 'options' && JSON.stringify(before.options) === JSON.stringify(now.options)));
}

/** Sections with code, by name and how many of that name come before. */
function byName(sections: readonly ProgramSection[]): Map<string, ProgramSection> {
  const named = new Map<string, ProgramSection>();
  for (const section of sections) if (section.executable) named.set(keyOf(named, section), section);
  return named;
}

function keyOf(named: ReadonlyMap<string, unknown>, { name }: ProgramSection): string {
  while (named.has(name)) name += '\0';
  return name;
}

/** Looks for the instructions of a section in the revision before, from the first offset to the last. */
export interface Former {
  readonly section: ProgramSection;
  readonly spans: readonly ByteSpan[];
  readonly old: readonly ByteSpan[];
  readonly from: Int32Array;
  span: number;
}

export function formerOf({ known, former }: Revision, program: Pick<Program, 'object' | 'sections'>, section: ProgramSection): Former | undefined {
  let name = section.name;
  for (const { name: other, executable, index } of program.sections) if (executable && index < section.index && other === section.name) name += '\0';
  const before = former.get(name);
  if (!before) return undefined;
  const spans = program.object.sections[section.index]!.spans, old = known!.checked.program.object.sections[before.index]!.spans;
  return { section: before, spans, old, from: matchedSpans(old, spans), span: 0 };
}

/** Position in its section of before; -1 if it was not there. Offsets have to be asked for in order. */
export function formerAt(former: Former, offset: number): number {
  const { section, spans, old, from } = former;
  let { span } = former;
  while (span + 1 < spans.length && spans[span + 1]!.offset <= offset) span++;
  former.span = span;
  const k = spans.length === 0 ? -1 : from[span]!;
  if (k < 0) return -1;
  const at = old[k]!.offset + offset - spans[span]!.offset;
  if (at < 0 || at >= section.at.length || k + 1 < old.length && at >= old[k + 1]!.offset) return -1;
  return section.at[at]! - 1;
}

/** For those who did not take over: the same as `Revision.from`. */
export function matchedInstructions(revision: Revision, program: Program): number[] {
  const from: number[] = [];
  for (const section of program.sections) {
    if (!section.executable) continue;
    const former = formerOf(revision, program, section);
    for (const { offset } of section.instructions) {
      const position = former ? formerAt(former, offset) : -1;
      from.push(position < 0 ? -1 : former!.section.base + position);
    }
  }
  return from;
}

/** Sections that come in another order than before are no use. */
function isRising(from: ArrayLike<number>): boolean {
  let last = -1;
  for (let i = 0; i < from.length; i++) { const j = from[i]!; if (j >= 0 && j < last) return false; if (j >= 0) last = j; }
  return true;
}

/** Compares what is prepared. `next`: edges by index; `tookOver`: the records are those of before. Undefined if the revisions cannot be compared. */
export function likenessOf(
  program: Program, from: ArrayLike<number>, next: readonly CheckedInstruction['next'][], facts: readonly Facts[], tookOver: boolean,
): Uint8Array | undefined {
  if (!isRising(from)) return undefined;
  const { instructions } = program, likeness = new Uint8Array(from.length);
  let symbol: ProgramSymbol | undefined, other: ProgramSymbol | undefined, areSame = true;
  let group: Group | undefined, otherGroup: Group | undefined, areGroupsSame = true;
  for (let i = 0; i < from.length; i++) {
    const j = from[i]!;
    if (j < 0) continue;
    const own = instructions[i]!, was = facts[j]!, flags = flagsOf(own, i, instructions);
    if (flags !== was.flags || own.type !== was.type || own.instr !== was.instr || own.retOffset !== was.retOffset) continue;
    if (own.symbol !== symbol || was.symbol !== other) {
      symbol = own.symbol;
      other = was.symbol;
      areSame = sameSymbol(symbol, other, from);
    }
    if (tookOver && (own.group !== group || was.group !== otherGroup)) {
      group = own.group;
      otherGroup = was.group;
      areGroupsSame = sameGroup(group, otherGroup);
    }
    if (!areSame || !areGroupsSame || (own.ops !== was.ops && !sameOps(own.ops, was.ops))) continue;
    if (own.hint && !own.restore && own.state !== was.state) continue;
    if (((flags & hasMore) !== 0 || own.decoded !== was.decoded) && !sameRest(own, was, from)) continue;
    likeness[i] = sameEdges(next[i]!, was.next, from) ? same : elsewhere;
  }
  return likeness;
}

function flagsOf(own: Instruction, index: number, instructions: readonly Instruction[]): number {
  let flags = 0;
  if (own.hint) flags |= flag.hint;
  if (own.save) flags |= flag.save;
  if (own.restore) flags |= flag.restore;
  if (own.unretStart) flags |= flag.unretStart;
  if (own.retpolineSafe) flags |= flag.retpolineSafe;
  if (own.deadEnd) flags |= flag.deadEnd;
  if (own.relocation) flags |= flag.relocated;
  if (own.jumpTo) flags |= flag.jumps;
  if (own.callTo) flags |= flag.calls;
  if (own.ignored) flags |= flag.ignored;
  if (own.ignoreAlternatives) flags |= flag.ignoreAlternatives;
  if (own.noEndbr) flags |= flag.noEndbr;
  if (own.noCfi) flags |= flag.noCfi;
  if (own.staysInside) flags |= flag.staysInside;
  if (own.jumpTable) flags |= flag.table;
  if (own.edges) {
    flags |= flag.edges | own.edges.length << 18;
    for (const edge of own.edges) if (edge.skipOriginal) flags |= flag.skips;
  }
  if (instructions[index + 1]?.section !== own.section) flags |= flag.last;
  return flags;
}

function sameEdges(now: CheckedInstruction['next'], was: CheckedInstruction['next'], from: ArrayLike<number>): boolean {
  if (now.length !== was.length) return false;
  for (let k = 0; k < now.length; k++) if (now[k]!.kind !== was[k]!.kind || from[now[k]!.to] !== was[k]!.to) return false;
  return true;
}

function sameOps(a: Instruction['ops'], b: Instruction['ops']): boolean { return a.length + b.length === 0 || JSON.stringify(a) === JSON.stringify(b); }

function sameRest(own: Instruction, was: Facts, from: ArrayLike<number>): boolean {
  const branches = own.type === 'jmp' || own.type === 'jcc' || own.type === 'call';
  // The distance of a branch is another one when something in between grows; where it leads to, its edges and symbols say.
  if (own.decoded !== was.decoded) {
    if (!branches || own.decoded.type !== was.decoded.type || own.decoded.length !== was.decoded.length || own.ops.length + was.ops.length > 0) return false;
  }
  const x = own.relocation, y = was.relocation;
  if (x !== y) {
    if (!x || !y || x.type !== y.type || x.offset - own.offset !== was.relocatedAt) return false;
    if (x.symbol.name !== y.symbol.name || (!branches && x.addend !== y.addend)) return false;
  }
  const c = own.callTo, d = was.callTo;
  return c === d || (c !== undefined && d !== undefined && c.name === d.name && c.type === d.type && c.binding === d.binding && (c.size > 0) === (d.size > 0)
    && samePlace(c, d, from) && c.uaccessSafe === d.uaccessSafe && c.section?.noinstr === d.section?.noinstr);
}

/** The symbol that instructions are of; which of them are is seen by the instructions. */
function sameSymbol(a: ProgramSymbol | undefined, b: ProgramSymbol | undefined, from: ArrayLike<number>): boolean {
  if (!a || !b) return a === b;
  return a.name === b.name && a.type === b.type && a.binding === b.binding && a.parent?.name === b.parent?.name && a.child?.name === b.child?.name
    && a.alias.name === b.alias.name && a.section?.init === b.section?.init && a.section?.noinstr === b.section?.noinstr
    && a.uaccessSafe === b.uaccessSafe && a.ignored === b.ignored && samePlace(a, b, from);
}

/** Both are defined at the same instruction, or none is defined. */
function samePlace(a: ProgramSymbol, b: ProgramSymbol, from: ArrayLike<number>): boolean {
  if (!a.section || !b.section) return a.section === b.section;
  const x = indexIn(a.section, a.offset), y = indexIn(b.section, b.offset);
  return x < 0 || y < 0 ? x === y : from[x] === y;
}

function indexIn({ at, base, executable }: ProgramSection, offset: number): number {
  const position = executable && offset >= 0 && offset < at.length ? at[offset]! : 0;
  return position === 0 ? -1 : base + position - 1;
}

/** See isGate (walkedBefore.ts). */
export function wasGate({ flags, symbol }: Facts): boolean { return (flags & saysState) === flag.hint && symbol?.type !== 'FUNC'; }

/** Of records that were taken over. */
function sameGroup(a: Group | undefined, b: Group | undefined): boolean {
  if (!a || !b) return a === b;
  return a.first === b.first && a.last === b.last && a.ignored === b.ignored && a.states.length === b.states.length
    && a.nop?.length === b.nop?.length && a.nop?.ignored === b.nop?.ignored && sameGroup(a.original, b.original);
}

/** From the revision in front of `first` to the one behind `then`. */
export function joinedSince(first: Since, then: Since): Since {
  const from = then.from.map(j => j < 0 ? -1 : first.from[j]!);
  const likeness = then.likeness.map((like, i) => {
    const j = then.from[i]!, was = j < 0 ? unlike : first.likeness[j]!;
    return like === unlike || was === unlike ? unlike : Math.max(like, was);
  });
  return { before: first.before, from, likeness, facts: first.facts };
}

/** Writes down what is known in the end, and what of it is as it was before. `parity`: what objtool said; `checked`: the same after recovery. */
export function endRevision(memory: CheckMemory, parity: Checked, checked: Checked): void {
  const { program, instructions } = checked, revision = parity.program.revision ?? beginRevision(memory, parity.program.object, parity.program.rules);
  memory.known = memory.since = undefined;
  // Behind a fatal finding about the object itself there is no program to look at.
  if (program.instructions.length === instructions.length) noteFacts(memory, revision, parity, checked);
  revision.known = undefined;
  revision.former = new Map();
}

function noteFacts(memory: CheckMemory, revision: Revision, parity: Checked, checked: Checked): void {
  const { program, instructions } = checked, { known } = revision, count = instructions.length, next = instructions.map(at => at.next);
  const from = !known ? undefined : parity.program === program && revision.from.length === count ? revision.from : matchedInstructions(revision, program);
  const tookOver = parity.program === program;
  const likeness = from && (tookOver && !parity.stopped && revision.likeness || likenessOf(program, from, next, known!.facts, tookOver));
  const facts = new Array<Facts>(count);
  for (let i = 0; i < count; i++) {
    const at = instructions[i]!, own = program.instructions[i]!, was = from && from[i]! >= 0 ? known!.facts[from[i]!] : undefined;
    const isSame = likeness !== undefined && likeness[i] !== unlike && was !== undefined
      && was.state === at.state && was.beyond === at.beyond && was.visited === visitedBits(own, at) && was.name === at.symbol;
    if (likeness && !isSame) likeness[i] = unlike;
    const now = facts[i] = isSame ? was : noted(own, i, program.instructions);
    if (!isSame) {
      now.state = at.state;
      now.beyond = at.beyond;
      now.visited = visitedBits(own, at);
      now.name = at.symbol;
    } else {
      // What is equal, and belongs to this revision.
      now.symbol = own.symbol;
      now.decoded = own.decoded;
      now.relocation = own.relocation;
      now.callTo = own.callTo;
      now.group = own.group;
    }
    now.section = at.section;
    now.next = at.next;
  }
  if (known && likeness) memory.since = { before: known.checked, from: Int32Array.from(from!), likeness, facts: known.facts };
  memory.known = {
    checked, program: parity.program, said: parity.instructions, facts, hasParts: revision.next !== undefined,
    isRegular: revision.next !== undefined && !parity.stopped && !parity.program.irregular && parity.broken.length === 0,
  };
}

function visitedBits(own: Instruction, at: CheckedInstruction): number { return (own.visited & visit.branch) | (at.visited ? isVisited : 0); }

function noted(own: Instruction, index: number, instructions: readonly Instruction[]): Facts {
  return {
    decoded: own.decoded, type: own.type, ops: own.ops, section: 0, symbol: own.symbol, name: undefined, flags: flagsOf(own, index, instructions),
    instr: own.instr, retOffset: own.retOffset, relocatedAt: own.relocation ? own.relocation.offset - own.offset : 0, relocation: own.relocation,
    callTo: own.callTo, group: own.group, next: [], state: undefined, visited: 0, beyond: undefined,
  };
}
