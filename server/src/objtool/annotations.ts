// SPDX-License-Identifier: GPL-2.0-or-later
// The lists of addresses that assembler macros leave for objtool: one section per meaning up to 6.13, one section of typed records since.

import type { Instruction, Program, ProgramRelocation, ProgramSection } from './program.ts';
import { instructionAt, instructionsOf, preceding } from './program.ts';
import { hex, report, stop, stopAt } from './report.ts';

const NON_STANDARD = '.discard.func_stack_frame_non_standard';

/** Record types of .discard.annotate_insn. */
const ANNOTATION = { noEndbr: 1, retpolineSafe: 2, instrBegin: 3, instrEnd: 4, unretBegin: 5, ignoreAlternatives: 6, intraFunctionCall: 7, reachable: 8, noCfi: 9 } as const;

export function relocationsOf(program: Program, section: string): readonly ProgramRelocation[] {
  return program.sectionByName.get(section)?.relocations ?? [];
}

/** STACK_FRAME_NON_STANDARD: nothing in these functions is validated. */
export function markIgnoredFunctions(program: Program): void {
  for (const relocation of relocationsOf(program, NON_STANDARD)) {
    let own = relocation.symbol.type === 'FUNC' ? relocation.symbol : undefined;
    if (!own && relocation.symbol.type === 'SECTION') {
      own = relocation.symbol.section?.functionAt.get(relocation.addend);
      if (!own) continue;
    }
    if (!own) {
      const words = `unexpected relocation symbol type in .rela${NON_STANDARD}: ${symbolTypeNumber(relocation)}`;
      if (program.behaviour.errors) stop(program, 'nonstd-sym', words); else report(program, 'nonstd-sym', words);
      continue;
    }
    own.ignored = true;
    for (const instruction of instructionsOf(own)) instruction.ignored = true;
  }
}

export function markUaccessSafe(program: Program): void {
  if (!program.rules.options.uaccess) return;
  for (const symbol of program.symbols) if (program.rules.uaccessSafe.has(symbol.name)) symbol.uaccessSafe = true;
}

/** Before alternatives are read: whose alternatives are ignored, and which addresses need no endbr. */
export function readEarlyAnnotations(program: Program): void {
  if (program.behaviour.annotateRecords) {
    for (const { instruction, type } of annotationRecords(program)) {
      if (type === ANNOTATION.ignoreAlternatives) instruction.ignoreAlternatives = true;
      else if (type === ANNOTATION.noEndbr) instruction.noEndbr = true;
    }
    return;
  }
  // Until 5.1 the section had another name.
  const ignoring = program.behaviour.readsIgnoreAlternatives ? '.discard.ignore_alts' : '.discard.nospec';
  for (const instruction of listed(program, ignoring, true)) instruction.ignoreAlternatives = true;
  for (const instruction of listed(program, '.discard.noendbr', false)) instruction.noEndbr = true;
}

/** Calls that only push an address and jump: they keep their stack op. */
export function readIntraFunctionCalls(program: Program): void {
  const calls = program.behaviour.annotateRecords
    ? annotationRecords(program).filter(record => record.type === ANNOTATION.intraFunctionCall).map(record => record.instruction)
    : program.behaviour.readsIntraFunctionCalls ? listed(program, '.discard.intra_function_calls', true, 'intra_function_call') : [];
  for (const call of calls) {
    if (call.type !== 'call') { stopAt(program, call, 'intra-not-call', 'intra_function_call not a direct call'); continue; }
    call.type = 'jmp';
    call.jumpTo = call.target === undefined ? undefined : instructionAt(call.section, call.target);
    if (!call.jumpTo) stopAt(program, call, 'intra-bad-dest', `can't find call dest at ${call.section.name}+0x${hex(call.target ?? 0)}`);
  }
}

/** ".discard.reachable" stands behind the instruction it means. */
export function readReachable(program: Program): void {
  if (program.behaviour.annotateRecords) return;
  if (!program.behaviour.codeOwnsInstructions) for (const before of reachabilityMarks(program, '.discard.unreachable')) before.deadEnd = true;
  for (const before of reachabilityMarks(program, '.discard.reachable')) before.deadEnd = false;
}

/** What is read last, behind the hints. */
export function readLateAnnotations(program: Program): void {
  if (program.behaviour.annotateRecords) { readLateRecords(program); return; }
  if (program.behaviour.readsRetpolineSafe) for (const instruction of listed(program, '.discard.retpoline_safe', true)) markRetpolineSafe(program, instruction);
  if (relocationsOf(program, '.discard.instr_end').length > 0 || !program.behaviour.beginNeedsEnd) {
    for (const instruction of listed(program, '.discard.instr_end', false)) instruction.instr--;
    for (const instruction of listed(program, '.discard.instr_begin', false)) instruction.instr++;
  }
  if (!program.behaviour.unretByHint) for (const instruction of listed(program, '.discard.validate_unret', false, 'instr_end')) instruction.unretStart = true;
}

function readLateRecords(program: Program): void {
  for (const { instruction, type } of annotationRecords(program)) {
    switch (type) {
      case ANNOTATION.retpolineSafe: markRetpolineSafe(program, instruction); break;
      case ANNOTATION.instrBegin: instruction.instr++; break;
      case ANNOTATION.instrEnd: instruction.instr--; break;
      case ANNOTATION.unretBegin: instruction.unretStart = true; break;
      case ANNOTATION.reachable: instruction.deadEnd = false; break;
      case ANNOTATION.noCfi: instruction.noCfi = true; break;
      case ANNOTATION.noEndbr: case ANNOTATION.ignoreAlternatives: case ANNOTATION.intraFunctionCall: break;
      default: stopAt(program, instruction, 'annotation-unknown', `Unknown annotation type: ${type}`);
    }
  }
}

function markRetpolineSafe(program: Program, instruction: Instruction): void {
  const { type } = instruction, { safeReturns } = program.behaviour;
  if (type === 'jmp-dynamic' || type === 'call-dynamic' || safeReturns && (type === 'return' || type === 'nop')) instruction.retpolineSafe = true;
  else stopAt(program, instruction, 'retpoline-safe-misplaced', `retpoline_safe hint not an indirect jump/call${safeReturns ? '/ret/nop' : ''}`);
}

function annotationRecords(program: Program): { instruction: Instruction; type: number }[] {
  const section = program.sectionByName.get('.discard.annotate_insn');
  if (!section) return [];
  const view = new DataView(section.bytes.buffer, section.bytes.byteOffset, section.bytes.byteLength), records: { instruction: Instruction; type: number }[] = [];
  for (const relocation of section.relocations) {
    const index = relocation.position, at = index * 8 + 4;
    const type = at + 4 <= view.byteLength ? view.getUint32(at, true) : 0;
    const instruction = instructionAt(relocation.symbol.section, relocation.symbol.offset + relocation.addend);
    if (!instruction) { stop(program, 'bad-annotation', `bad .discard.annotate_insn entry: ${index} of type ${type}`); continue; }
    records.push({ instruction, type });
  }
  return records;
}

/** The instructions a list names; `viaSection`: only section symbols may name them. */
function listed(program: Program, name: string, viaSection: boolean, entry = name.replace('.discard.', '')): Instruction[] {
  const found: Instruction[] = [];
  for (const relocation of relocationsOf(program, name)) {
    if (viaSection && relocation.symbol.type !== 'SECTION') { stop(program, 'hint-reloc-sym', `unexpected relocation symbol type in .rela${name}`); continue; }
    const instruction = instructionAt(relocation.symbol.section, relocation.symbol.offset + relocation.addend);
    if (!instruction) { stop(program, 'bad-annotation', `bad .discard.${entry} entry`); continue; }
    found.push(instruction);
  }
  return found;
}

function reachabilityMarks(program: Program, name: string): Instruction[] {
  const found: Instruction[] = [], word = name.replace('.discard.', '');
  for (const relocation of relocationsOf(program, name)) {
    const symbol = relocation.symbol;
    if (symbol.type !== 'SECTION' && !(symbol.localLabel && program.behaviour.codeOwnsInstructions)) {
      stop(program, 'hint-reloc-sym', `unexpected relocation symbol type in .rela${name}`);
      continue;
    }
    const offset = symbol.type === 'SECTION' ? relocation.addend : symbol.offset;
    const before = beforeAddress(symbol.section, offset);
    if (before) found.push(before);
    else stop(program, 'reachable-insn', `can't find ${word} insn at ${symbol.section?.name ?? ''}+0x${hex(offset)}`);
  }
  return found;
}

function beforeAddress(section: ProgramSection | undefined, offset: number): Instruction | undefined {
  const at = instructionAt(section, offset);
  if (at) return preceding(at);
  return section && offset === section.size ? section.instructions[section.instructions.length - 1] : undefined;
}

const TYPE_NUMBERS = { NOTYPE: 0, OBJECT: 1, FUNC: 2, SECTION: 3, FILE: 4, COMMON: 5, TLS: 6, IFUNC: 10 } as const;
function symbolTypeNumber(relocation: ProgramRelocation): number { return TYPE_NUMBERS[relocation.symbol.type]; }
