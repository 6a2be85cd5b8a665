// SPDX-License-Identifier: GPL-2.0-or-later
// Does a function come back? Known by name, or seen in its local body: no return anywhere, and its first tail call leads to no return either.

import type { Instruction, Program, ProgramSymbol } from './program.ts';
import { functionOf, instructionAt, instructionsOf, isStaticJump } from './program.ts';

const DEPTH_LIMIT = 5;

export function neverReturns(program: Program, symbol: ProgramSymbol): boolean {
  let verdict = program.noreturnVerdicts.get(symbol);
  if (verdict === undefined) program.noreturnVerdicts.set(symbol, verdict = ends(program, symbol, 0));
  return verdict;
}

function ends(program: Program, symbol: ProgramSymbol | undefined, depth: number): boolean {
  if (!symbol) return false;
  if (symbol.binding !== 'LOCAL' && program.rules.noreturns.has(symbol.name)) return true;
  if (symbol.binding === 'WEAK' || symbol.size === 0) return false;
  const first = instructionAt(symbol.section, symbol.offset);
  if (!first || !functionOf(first)) return false;
  let empty = true, tailCall: Instruction | undefined;
  for (const instruction of instructionsOf(symbol)) {
    empty = false;
    if (instruction.type === 'return') return false;
    if (!tailCall && leadsElsewhere(program, symbol, instruction)) tailCall = instruction;
  }
  if (empty) return false;
  if (!tailCall) return true;
  if (!tailCall.jumpTo || depth === DEPTH_LIMIT) return false;
  return ends(program, functionOf(tailCall.jumpTo), depth + 1);
}

/** Whose end decides about the function's: that of a tail call, or (up to 5.2) of any other function that an unconditional jump leads into. */
function leadsElsewhere(program: Program, symbol: ProgramSymbol, instruction: Instruction): boolean {
  if (!program.behaviour.tailCallsByTarget || instruction.type === 'jmp-dynamic') return isTailCall(program, instruction);
  return instruction.type === 'jmp' && (!instruction.jumpTo || leaves(symbol, instruction.jumpTo));
}

/** An indirect jump of a function leaves it unless it has a jump table; a direct one if it was resolved to a call (up to 5.2: or to nothing). */
export function isTailCall({ behaviour }: Program, instruction: Instruction, own = functionOf(instruction)): boolean {
  if (instruction.type === 'jmp-dynamic' && own) return !instruction.staysInside && !(instruction.jumpTable ?? instruction.group?.original?.first.jumpTable);
  if (!isStaticJump(instruction)) return false;
  if (!behaviour.tailCallsByTarget) return instruction.callTo !== undefined && (behaviour.tailCallsOfOwner || own !== undefined);
  return own !== undefined && (!instruction.jumpTo || behaviour.anyLeavingIsTailCall && leaves(own, instruction.jumpTo));
}

/** The target lies in another function; cold parts belong to theirs. */
export function leaves(own: ProgramSymbol, target: Instruction): boolean {
  const other = functionOf(target);
  return other !== undefined && other.parent !== own.parent;
}
