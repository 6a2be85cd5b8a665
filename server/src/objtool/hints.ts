// SPDX-License-Identifier: GPL-2.0-or-later
// Unwind hints: what the programmer says the state is (KERNEL.md 3.7). Hints are obeyed, never checked. A running state goes from record to
// record; only its CFA, type and flags ever change, so saved registers stay blank.

import type { CfiState } from './checked.ts';
import { BP_INDIRECT, SP_INDIRECT, UNDEFINED } from './checked.ts';
import type { Instruction, Program, ProgramRelocation, ProgramSection } from './program.ts';
import { instructionAt } from './program.ts';
import { reportAt, stop, stopAt } from './report.ts';
import { frameTypeOf } from './frameTypes.ts';
import { intern, place } from './states.ts';

const SECTION = '.discard.unwind_hints';

/** objtool's register for each ORC register's name. */
const BASES: Readonly<Record<string, number>> = { undefined: UNDEFINED, ax: 0, dx: 2, sp: 4, bp: 5, di: 7, r10: 10, r13: 13, 'sp-indirect': SP_INDIRECT, 'bp-indirect': BP_INDIRECT };

export function readHints(program: Program): void {
  const section = program.sectionByName.get(SECTION);
  if (!section) return;
  if (section.relocations.length === 0) { stop(program, 'hint-no-reloc', `missing .rela${SECTION} section`); return; }
  const size = program.rules.hint.size;
  if (section.size % size !== 0) { stop(program, 'hint-size', 'struct unwind_hint size mismatch'); return; }
  program.hasHints = true;
  const at = new Map<number, ProgramRelocation>();
  for (const relocation of section.relocations) at.set(relocation.offset, relocation);
  let running = program.states.blank;
  for (let index = 0; index * size < section.bytes.length; index++) {
    const relocation = at.get(index * size);
    if (!relocation) { stop(program, 'hint-no-reloc', `can't find reloc for unwind_hints[${index}]`); continue; }
    const instruction = hintedInstruction(program, relocation, index);
    if (instruction) running = applyHint(program, section, index * size, instruction, running);
  }
}

function hintedInstruction(program: Program, relocation: ProgramRelocation, index: number): Instruction | undefined {
  const symbol = relocation.symbol;
  const named = symbol.type !== 'SECTION';
  if (named && !symbol.localLabel && !program.behaviour.anyAnnotationSymbol && program.behaviour.codeOwnsInstructions) {
    stop(program, 'hint-reloc-sym', `unexpected relocation symbol type in .rela${SECTION}`);
    return undefined;
  }
  const base = named && program.behaviour.codeOwnsInstructions ? symbol.offset : 0;
  const instruction = instructionAt(symbol.section, base + (named && !program.behaviour.anyAnnotationSymbol ? 0 : relocation.addend));
  if (!instruction) stop(program, 'hint-no-insn', `can't find insn for unwind_hints[${index}]`);
  return instruction;
}

/** The running state behind this record. */
function applyHint(program: Program, section: ProgramSection, at: number, instruction: Instruction, running: CfiState): CfiState {
  const { rules, states, behaviour } = program, layout = rules.hint, bytes = section.bytes;
  const typeNumber = bytes[at + layout.type]!, type = rules.hintTypes.get(typeNumber);
  const offset = (bytes[at + layout.spOffset]! | bytes[at + layout.spOffset + 1]! << 8) << 16 >> 16;
  if (type === 'ret-offset') { instruction.retOffset = offset & 0xff; return running; }
  instruction.hint ||= type !== 'save';
  switch (type) {
    case 'undefined':
      if (!behaviour.undefinedHintsForce) break;
      instruction.state = intern(states, { ...states.blank, forceUndefined: true }); return running;
    case 'save': if (behaviour.savesTakeBack) instruction.hint = false; instruction.save = true; return running;
    case 'restore': instruction.restore = true; return running;
    case 'regs-partial': checkIretHint(program, instruction); break;
    case 'entry': instruction.unretStart = true; break;
  }
  if (type === 'func') {
    const { functionEntry } = states, before = behaviour.funcHintsKeepType ? instruction.state : undefined;
    instruction.state = before ? intern(states, { ...functionEntry, type: before.type, typeNumber: before.typeNumber, signal: before.signal, end: before.end }) : functionEntry;
    return running;
  }
  const from = instruction.state ?? running;
  const register = bytes[at + layout.spReg]!, base = BASES[rules.orcRegisters.get(register) ?? ''];
  if (base === undefined || (base === BP_INDIRECT && !behaviour.errors)) {
    stopAt(program, instruction, 'hint-reg', `unsupported unwind_hint sp base reg ${register}`);
    return running;
  }
  const asCall = type === 'entry' ? callNumber(program) : typeNumber;
  return instruction.state = intern(states, {
    ...from, cfa: place(states, base, offset), type: frameTypeOf(rules, asCall), typeNumber: asCall,
    signal: layout.signal !== undefined && bytes[at + layout.signal] !== 0, end: layout.end !== undefined && bytes[at + layout.end] !== 0,
  });
}

/** With IBT an exception entry that other code can name must begin with endbr. */
function checkIretHint(program: Program, instruction: Instruction): void {
  const symbol = instruction.section.startingAt.get(instruction.offset);
  if (symbol?.binding !== 'GLOBAL') return;
  if (program.behaviour.unretByHint) instruction.unretStart = true;
  if (!program.rules.options.ibt || instruction.type === 'endbr' || instruction.noEndbr) return;
  const words = 'UNWIND_HINT_IRET_REGS without ENDBR';
  if (program.behaviour.iretHintFatal) stopAt(program, instruction, 'hint-iret-endbr', words);
  else reportAt(program, instruction, 'hint-iret-endbr', words);
}

function callNumber(program: Program): number { return program.states.functionEntry.typeNumber; }
