// SPDX-License-Identifier: GPL-2.0-or-later
// What is compared of instructions from one revision to the next, column by column: of an instruction that is as it was, the objects of the
// earlier revision need not be fetched from memory again, which would take most of the time.

import type { CfiState, Checked } from '../objtool/checked.ts';
import type { Instruction, ProgramSymbol } from '../objtool/program.ts';
import type { Decoded } from '../x86/instruction.ts';

/** By index of the instruction. */
export interface InstructionFacts {
  readonly states: readonly (CfiState | undefined)[];
  readonly decoded: readonly Decoded[];
  readonly types: readonly Instruction['type'][];
  readonly ops: readonly Instruction['ops'][];
  readonly symbols: readonly (ProgramSymbol | undefined)[];
  /** Of those symbols; behind a fatal finding they are recovery's, and the program's are not. */
  readonly names: readonly (string | undefined)[];
  readonly flags: Uint16Array;
  /** The only edge's target, if control only falls through; else -1. */
  readonly fallsTo: Int32Array;
}

const flag = { hint: 1, visited: 2, beyond: 4, save: 8, restore: 16, unretStart: 32, retpolineSafe: 64, deadEnd: 128, relocated: 256, jumps: 512, calls: 1024 } as const;
/** There is more to it than these columns tell. */
export const hasMore = flag.beyond | flag.relocated | flag.jumps | flag.calls;
/** A hint, or a RESTORE. */
export const saysState = flag.hint | flag.restore;

export function instructionFacts({ instructions, program }: Checked): InstructionFacts {
  const count = instructions.length, flags = new Uint16Array(count), fallsTo = new Int32Array(count).fill(-1);
  const states = new Array<CfiState | undefined>(count), decoded = new Array<Decoded>(count), types = new Array<Instruction['type']>(count), ops = new Array<Instruction['ops']>(count);
  const symbols = new Array<ProgramSymbol | undefined>(count), names = new Array<string | undefined>(count);
  for (let i = 0; i < count; i++) {
    const at = instructions[i]!, own = program.instructions[i]!, { next } = at;
    states[i] = at.state;
    decoded[i] = own.decoded;
    types[i] = own.type;
    ops[i] = own.ops;
    symbols[i] = own.symbol;
    names[i] = at.symbol;
    flags[i] = (at.hint ? flag.hint : 0) | (at.visited ? flag.visited : 0) | (at.beyond !== undefined ? flag.beyond : 0) | (own.save ? flag.save : 0) | (own.restore ? flag.restore : 0)
      | (own.unretStart ? flag.unretStart : 0) | (own.retpolineSafe ? flag.retpolineSafe : 0) | (own.deadEnd ? flag.deadEnd : 0) | (own.relocation ? flag.relocated : 0)
      | (own.jumpTo ? flag.jumps : 0) | (own.callTo ? flag.calls : 0);
    if (next.length === 1 && next[0]!.kind === 'fall-through') fallsTo[i] = next[0]!.to;
  }
  return { states, decoded, types, ops, symbols, names, flags, fallsTo };
}
