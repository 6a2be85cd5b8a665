// SPDX-License-Identifier: GPL-2.0-or-later
// --ibt: an address that somebody takes may become the target of an indirect branch, so an endbr must stand there (KERNEL.md 3.11).

import { firstRelocationFrom } from './instructions.ts';
import type { Instruction, Program, ProgramRelocation, ProgramSection } from './program.ts';
import { endOf, functionOf, instructionAt } from './program.ts';
import { location, report, reportAt, reportPlace, stop } from './report.ts';
import { symbolCovering } from './symbols.ts';

const EXEMPT_SECTIONS = new Set([
  '.altinstructions', '.ibt_endbr_seal', '.orc_unwind_ip', '.parainstructions', '.retpoline_sites', '.smp_locks', '.static_call_sites', '_error_injection_whitelist',
  '_kprobe_blacklist', '__bug_table', '__ex_table', '__jump_table', '__mcount_loc', '.kcfi_traps',
]);
const PC_RELATIVE = new Set(['R_X86_64_PC32', 'R_X86_64_PLT32', 'R_386_PC32']);
const MODULE_ENTRIES = new Set(['init_module', 'cleanup_module']);

export function checkAddressesTaken(program: Program): void {
  for (const instruction of program.instructions) if (!isBranchLike(instruction)) checkCode(program, instruction);
  for (const section of program.sections) {
    if (isExempt(section)) continue;
    for (const relocation of section.relocations) checkData(program, section, relocation);
  }
}

/** Which endbrs nobody takes the address of: objtool seals them, and the two module entries may not be among them. */
export function checkSealedEndbrs(program: Program): void {
  if (!program.rules.options.module || !program.behaviour.endOfRangeIsFine) return;
  for (const endbr of program.endbrs) {
    const name = endbr.symbol?.name ?? '';
    if (!MODULE_ENTRIES.has(name)) continue;
    if (program.behaviour.errors) stop(program, 'init-module', `${name}(): Magic ${name}() function name is deprecated, use module_${name.startsWith('init') ? 'init' : 'exit'}(fn) instead`);
    else report(program, 'init-module', `${name}(): not an indirect call target`, { section: endbr.section.index, offset: endbr.offset });
  }
}

function isBranchLike(instruction: Instruction): boolean {
  switch (instruction.type) {
    case 'call': case 'call-dynamic': case 'jcc': case 'jmp': case 'jmp-dynamic': case 'jcc-dynamic': case 'return': case 'nop': return true;
    default: return false;
  }
}

function checkCode(program: Program, instruction: Instruction): void {
  if (!instruction.relocation) {
    if (program.behaviour.errors) checkLea(program, instruction);
    return;
  }
  const { section } = instruction, end = endOf(instruction);
  for (let i = firstRelocationFrom(section, instruction.offset); i < section.relocations.length && section.relocations[i]!.offset < end; i++) {
    const relocation = section.relocations[i]!;
    if (relocation.symbol.staticCallTrampoline) continue;
    const offset = relocation.symbol.offset + relocation.addend + (PC_RELATIVE.has(relocation.type) ? 4 : 0);
    checkTaken(program, instruction, instructionAt(relocation.symbol.section, offset));
  }
}

/** 7.2 follows `lea disp(%rip),%reg` too when the assembler resolved it. */
function checkLea(program: Program, instruction: Instruction): void {
  const bytes = instruction.section.bytes, at = instruction.offset;
  if (instruction.length !== 7 || (bytes[at]! & 0xf8) !== 0x48 || bytes[at + 1] !== 0x8d || (bytes[at + 2]! & 0xc7) !== 0x05) return;
  const displacement = bytes[at + 3]! | bytes[at + 4]! << 8 | bytes[at + 5]! << 16 | bytes[at + 6]! << 24;
  checkTaken(program, instruction, instructionAt(instruction.section, endOf(instruction) + displacement));
}

function checkTaken(program: Program, instruction: Instruction, target: Instruction | undefined): void {
  if (!target) return;
  if (target.type === 'endbr') { program.endbrs.delete(target); return; }
  const own = functionOf(instruction), other = functionOf(target);
  if ((own && other && own.parent === other.parent) || target.noEndbr || (program.behaviour.endOfRangeIsFine && isEndOfRange(target))) return;
  reportAt(program, instruction, 'ibt-code', `relocation to !ENDBR: ${location(program, target.section, target.offset)}`);
}

/** The byte behind a symbol is often taken as the end of a range. */
function isEndOfRange(target: Instruction): boolean {
  const symbol = symbolCovering(target.section, target.offset - 1);
  const first = symbol && instructionAt(symbol.section, symbol.offset);
  return first !== undefined && (first.type === 'endbr' || first.noEndbr) && target.offset === symbol!.offset + symbol!.size;
}

function isExempt(section: ProgramSection): boolean {
  const { name } = section;
  return section.executable || section.relocations.length === 0 || (name.startsWith('.discard') && name !== '.discard.ibt_endbr_noseal')
    || name.startsWith('.debug') || EXEMPT_SECTIONS.has(name) || name.includes('__patchable_function_entries');
}

function checkData(program: Program, section: ProgramSection, relocation: ProgramRelocation): void {
  const target = instructionAt(relocation.symbol.section, relocation.symbol.offset + relocation.addend);
  if (!target) return;
  if (target.type === 'endbr') { program.endbrs.delete(target); return; }
  if (target.noEndbr) return;
  reportPlace(program, section, relocation.offset, 'ibt-data', `data relocation to !ENDBR: ${location(program, target.section, target.offset)}`);
}
