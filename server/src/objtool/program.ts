// SPDX-License-Identifier: GPL-2.0-or-later
// The one record that all passes of `check` work on: the object as objtool sees it. Sections and symbols gain lookups that are never
// linear, instructions gain what the passes find out one after the other (KERNEL.md 3.4). Only this room writes to it.

import type { Budget } from '../base/budget.ts';
import type { Binding, ObjectFile, SymbolType } from '../object/objectFile.ts';
import type { Decoded, InstructionType, Mode, StackOp } from '../x86/instruction.ts';
import type { Behaviour } from './behaviour.ts';
import type { CfiState, EdgeKind, Finding } from './checked.ts';
import type { Revision } from './revision.ts';
import type { Rules } from './rules.ts';
import type { StateTable } from './states.ts';
import type { WalkPart } from './walkedBefore.ts';

export type Decode = (bytes: Uint8Array, offset: number, mode: Mode) => Decoded;

/** What flow does at an instruction: the decoder's types, with context switches split where a tree splits them. */
export type FlowType = InstructionType | 'syscall' | 'sysret';

export interface ProgramSymbol {
  readonly name: string;
  readonly section: ProgramSection | undefined;
  readonly offset: number;
  /** Shrinks when a cold child is cut off. */
  size: number;
  /** What objtool takes it for. */
  readonly type: SymbolType;
  readonly binding: Binding;
  /** The last symbol with equal address, type and size. */
  alias: ProgramSymbol;
  /** The function that a cold part belongs to, and the cold part of a function. */
  parent: ProgramSymbol | undefined;
  child: ProgramSymbol | undefined;
  readonly localLabel: boolean;
  readonly staticCallTrampoline: boolean;
  readonly retpolineThunk: boolean;
  readonly returnThunk: boolean;
  readonly embedded: boolean;
  readonly fentry: boolean;
  uaccessSafe: boolean;
  /** STACK_FRAME_NON_STANDARD. */
  ignored: boolean;
  /** A message about one of its instructions was printed. */
  warned: boolean;
}

/** Symbols sorted by offset, with the greatest end so far: finds the first that covers an offset in logarithmic time. */
export interface CoverIndex { readonly symbols: ProgramSymbol[]; readonly ends: number[] }

export interface ProgramSection {
  /** Index into ObjectFile.sections. */
  readonly index: number;
  readonly name: string;
  readonly size: number;
  readonly bytes: Uint8Array;
  readonly executable: boolean;
  /** Gets ORC rows. */
  readonly text: boolean;
  readonly noinstr: boolean;
  readonly init: boolean;
  /** In objtool's list order. */
  symbols: ProgramSymbol[];
  sized: CoverIndex;
  functions: CoverIndex;
  /** First sized symbol, and first sized function, that starts at an offset. */
  readonly startingAt: Map<number, ProgramSymbol>;
  readonly functionAt: Map<number, ProgramSymbol>;
  /** By offset. */
  relocations: ProgramRelocation[];
  instructions: Instruction[];
  /** How many instructions the sections before it have. */
  base: number;
  /** Offset -> index into instructions, plus one. */
  at: Int32Array;
}

export interface ProgramRelocation {
  readonly section: ProgramSection;
  readonly offset: number;
  readonly type: string;
  readonly symbol: ProgramSymbol;
  readonly addend: number;
  /** Position in section.relocations. */
  readonly position: number;
}

export interface Edge { readonly target: Instruction | undefined; readonly skipOriginal: boolean; readonly kind: EdgeKind }

export interface Group {
  first: Instruction;
  /** Last real instruction; undefined for an empty replacement. */
  last: Instruction | undefined;
  readonly original: Group | undefined;
  /** Stands for the padding behind a short replacement. */
  nop: Instruction | undefined;
  /** One slot per byte, shared by all streams of the site. */
  readonly states: (CfiState | undefined)[];
  /** Whose states these are, shared likewise. */
  readonly owners: (Instruction | undefined)[];
  readonly ignored: boolean;
}

/** How the walk came to an instruction: a list that shares its tails. */
export interface Trail { readonly instruction: Instruction; readonly before: Trail | undefined; readonly depth: number }

/** In the next revision of an edited file the record may be taken over (revision.ts). */
export interface Instruction {
  section: ProgramSection;
  offset: number;
  length: number;
  decoded: Decoded;
  /** Position in its section; -1 for the made-up nop. */
  index: number;
  type: FlowType;
  ops: readonly StackOp[];
  symbol: ProgramSymbol | undefined;
  relocation: ProgramRelocation | undefined;
  /** Target of a direct branch, in bytes of its section. */
  target: number | undefined;
  jumpTo: Instruction | undefined;
  callTo: ProgramSymbol | undefined;
  edges: Edge[] | undefined;
  group: Group | undefined;
  jumpTable: ProgramRelocation | undefined;
  /** An indirect jump that is taken to stay in its function without a table. */
  staysInside: boolean;
  /** First forward jump to here, within its function. */
  firstJumpSource: Instruction | undefined;
  deadEnd: boolean;
  ignored: boolean;
  ignoreAlternatives: boolean;
  noEndbr: boolean;
  retpolineSafe: boolean;
  hint: boolean;
  save: boolean;
  restore: boolean;
  /** Bytes that a return may leave above its address (hints of 5.8 and 5.9). */
  retOffset: number;
  unretStart: boolean;
  noCfi: boolean;
  /** instrumentation_begin/end balance. */
  instr: number;
  state: CfiState | undefined;
  /** Bits of `visit`. */
  visited: number;
  /** How the first visit came here. */
  trail: Trail | undefined;
  /** Recovery's state; only where `state` is undefined. */
  beyond: number | undefined;
  /** Of an edited file: what it is walked together with. */
  part: WalkPart | undefined;
}

/** 1: with AC clear, 2: with AC set, 4: the untrain check. */
export const visit = { plain: 1, uaccess: 2, branch: 3, unret: 4 } as const;

export interface Program {
  readonly object: ObjectFile;
  readonly rules: Rules;
  readonly behaviour: Behaviour;
  readonly budget: Budget;
  readonly decode: Decode;
  readonly mode: Mode;
  readonly states: StateTable;
  readonly sections: ProgramSection[];
  readonly sectionByName: Map<string, ProgramSection>;
  readonly symbols: ProgramSymbol[];
  readonly symbolByName: Map<string, ProgramSymbol>;
  /** Of all sections, in order. */
  instructions: Instruction[];
  readonly findings: Finding[];
  /** Lists for section creation. */
  readonly staticCalls: Instruction[];
  /** Verdicts of neverReturns, which looks at whole bodies. */
  readonly noreturnVerdicts: Map<ProgramSymbol, boolean>;
  readonly endbrs: Set<Instruction>;
  ignoreUnreachables: boolean;
  hasHints: boolean;
  exit: number;
  /** Fatal findings skip their record instead of ending the run (recovery). */
  readonly tolerant: boolean;
  /** Findings of the validation so far, as objtool counts them. */
  warnings: number;
  /** Of an edited file: what is known of the revision before. */
  readonly revision: Revision | undefined;
  /** The walks cannot be told from those of the revision before (walkedBefore.ts). */
  irregular: boolean;
  /** Of an edited file: how many instructions walks came to, and how many parts lie around the one that is gone through. */
  walked: number;
  nesting: number;
}

export function instructionAt(section: ProgramSection | undefined, offset: number): Instruction | undefined {
  if (!section || offset < 0 || offset >= section.at.length) return undefined;
  const position = section.at[offset]!;
  return position === 0 ? undefined : section.instructions[position - 1];
}

/** Made up for an empty replacement: in objtool it has no section, and naming its place crashes. */
export function isNowhere({ index, group }: Instruction): boolean { return index < 0 && group?.last === undefined; }

/** The instruction behind it in memory. */
export function following(instruction: Instruction): Instruction | undefined {
  return instruction.index < 0 ? undefined : instruction.section.instructions[instruction.index + 1];
}

export function preceding(instruction: Instruction): Instruction | undefined {
  return instruction.index < 1 ? undefined : instruction.section.instructions[instruction.index - 1];
}

/** The function that owns an instruction. */
export function functionOf(instruction: Instruction | undefined): ProgramSymbol | undefined {
  const symbol = instruction?.symbol;
  return symbol?.type === 'FUNC' ? symbol : undefined;
}

export function endOf(instruction: Instruction): number { return instruction.offset + instruction.length; }

export function isStaticJump(instruction: Instruction): boolean { return instruction.type === 'jmp' || instruction.type === 'jcc'; }

/** The next instruction of the same function, through its cold part. */
export function followingInFunction(instruction: Instruction): Instruction | undefined {
  const own = functionOf(instruction);
  if (!own) return undefined;
  const next = following(instruction);
  if (next && functionOf(next) === own) return next;
  if (!own.child || own === own.child) return undefined;
  return instructionAt(own.child.section, own.child.offset);
}

export function* instructionsOf(symbol: ProgramSymbol): Generator<Instruction> {
  for (let i = instructionAt(symbol.section, symbol.offset); i; i = followingInFunction(i)) yield i;
}

/** Where the walk goes on behind an instruction: replacements lead to what stands behind the original. */
export function successor(instruction: Instruction): Instruction | undefined {
  const group = instruction.group;
  if (group) {
    if (group.nop) {
      if (instruction === group.last) return group.nop;
      if (instruction === group.nop) return following(group.original!.last!);
    }
    if (instruction === group.last && group.original) return following(group.original.last!);
  }
  return following(instruction);
}
