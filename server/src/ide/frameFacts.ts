// SPDX-License-Identifier: GPL-2.0-or-later
// What stack words, operands and the pt_regs hold in front of an instruction, as plain facts for the hover.

import type { Analysis } from '../analysis/analyse.ts';
import { framesOf, frameWords } from '../analysis/frames.ts';
import { functionOf } from '../objtool/program.ts';
import { SP, cellAt, type Cell, type FrameState } from '../frame/frameState.ts';
import { memberAt, offsetOf, ptRegsMembers, type PtRegsMember } from '../frame/ptRegs.ts';
import { before, stepOf } from '../frame/trace.ts';
import { registerName, valueText, writerText, type Words } from '../frame/valueText.ts';

export interface FrameWord {
  readonly holds: string;
  /** `written by line 98`, `there at entry`; undefined: not written. */
  readonly written: string | undefined;
}

export interface PtRegsRow extends FrameWord {
  readonly member: PtRegsMember;
  /** Bytes from rsp, when rsp points into the same stack. */
  readonly spOffset: number | undefined;
}

export interface OperandFact {
  /** As in the statement: `120(%rsp)`, `%rdi`. */
  readonly operand: string;
  readonly member: PtRegsMember | undefined;
  readonly holds: string;
  readonly written: string | undefined;
}

export interface FrameFacts {
  readonly operands: readonly OperandFact[];
  /** From the highest address down. */
  readonly ptRegs: readonly PtRegsRow[];
  /** The frame is being filled by pushes; so many of its words are there. */
  readonly building: number | undefined;
}

export function frameFacts(analysis: Analysis, instruction: number): FrameFacts | undefined {
  const traced = framesOf(analysis), state = before(traced, instruction);
  if (!state) return undefined;
  const words = frameWords(analysis), { frame } = state;
  const ptRegs = frame ? ptRegsRows(state, words) : [];
  const building = frame && !frame.claimed && frame.origin !== 'regs' ? ptRegs.filter(row => row.written !== undefined).length : undefined;
  const operands = operandFacts(analysis, instruction, state, words);
  // A frame that nothing of it is written of is none yet.
  return { operands, ptRegs: building === 0 ? [] : ptRegs, building: building === 0 ? undefined : building };
}

/** The word at a place of the caller's frame, where the function's own walk over its stack is known. */
export function wordAtCfa(analysis: Analysis, instruction: number, cfaOffset: number): FrameWord | undefined {
  const { checked } = analysis, owner = checked.program.instructions[instruction], symbol = functionOf(owner);
  const traced = framesOf(analysis), state = before(traced, instruction);
  if (!owner || !symbol || !state) return undefined;
  const entry = instruction - (owner.index - owner.section.instructions.indexOf(owner.section.instructions[owner.section.at[symbol.offset]! - 1]!));
  return state.stacks.some(words => words.stack === entry) ? factOf(cellAt(state, entry, cfaOffset + 8), state, frameWords(analysis)) : undefined;
}

function ptRegsRows(state: FrameState, words: Words): PtRegsRow[] {
  const frame = state.frame!, sp = state.registers[SP]!;
  return [...ptRegsMembers].reverse().map(member => {
    const offset = frame.offset + offsetOf(member), cell = cellAt(state, frame.stack, offset);
    const spOffset = sp.kind === 'address' && sp.stack === frame.stack ? offset - sp.offset : undefined;
    return { member, spOffset, ...named(member, factOf(cell, state, words)) };
  });
}

/** Beside its own name, a word need not say it again. */
function named(member: PtRegsMember, fact: FrameWord | undefined): FrameWord {
  if (!fact) return { holds: '', written: undefined };
  const own = `pt_regs.${member}`;
  return fact.holds === own ? { ...fact, holds: 'its value at the hint' } : fact.holds.startsWith(`${own} `) ? { ...fact, holds: fact.holds.slice(own.length + 1) } : fact;
}

function factOf(cell: Cell | undefined, state: FrameState, words: Words): FrameWord | undefined {
  return cell && { holds: valueText(cell.value, state, words), written: writerText(cell.by, words) };
}

function operandFacts(analysis: Analysis, instruction: number, state: FrameState, words: Words): OperandFact[] {
  const { operation } = stepOf(analysis.checked, instruction), facts: OperandFact[] = [], { frame } = state;
  for (const operand of operation.operands) {
    if (operand.kind === 'memory' && typeof operand.place.base === 'number' && operand.place.index === undefined && !operand.place.segmented) {
      const base = state.registers[operand.place.base]!;
      if (base.kind !== 'address' || operation.mnemonic === 'nop') continue;
      const at = base.offset + operand.place.displacement, member = frame && frame.stack === base.stack ? memberAt(at - frame.offset) : undefined;
      const fact = factOf(cellAt(state, base.stack, at), state, words);
      if (!fact && !member) continue;
      const shown = `${operand.place.displacement === 0 ? '' : operand.place.displacement}(${registerName(operand.place.base)})`;
      facts.push({ operand: shown, member, holds: operation.mnemonic === 'lea' ? '' : member ? named(member, fact).holds || 'unknown' : fact?.holds ?? 'unknown', written: operation.mnemonic === 'lea' ? undefined : fact?.written ?? 'not written' });
    } else if (operand.kind === 'register' && operand.size === 8 && operand.register !== SP) {
      if ((operation.reads & (1 << operand.register)) === 0) continue;
      const value = state.registers[operand.register]!;
      if (value.kind !== 'unknown') facts.push({ operand: registerName(operand.register), member: undefined, holds: valueText(value, state, words), written: undefined });
    }
  }
  return facts;
}
