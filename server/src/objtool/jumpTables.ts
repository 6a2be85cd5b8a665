// SPDX-License-Identifier: GPL-2.0-or-later
// Compiled switch statements: `jmp *table(,%reg,8)`. The table is found by walking back from the indirect jump to the instruction that takes
// its address (KERNEL.md 3.6); each entry becomes an edge, and the jump is no tail call.

import { addEdge } from './alternatives.ts';
import { firstRelocationFrom } from './instructions.ts';
import type { Instruction, Program, ProgramRelocation, ProgramSection, ProgramSymbol } from './program.ts';
import { functionOf, instructionAt, instructionsOf, preceding } from './program.ts';
import { reportAt, stopAt } from './report.ts';
import { symbolCovering } from './symbols.ts';

const ENTRY_SIZE = 8;

export function addJumpTables(program: Program): void {
  if (!program.sections.some(holdsTables)) return;
  for (const section of program.sections) {
    for (const symbol of section.symbols) {
      if (symbol.type !== 'FUNC' || (program.behaviour.resolvesAllJumps && symbol.size === 0)) continue;
      const jumps = jumpsWithTables(program, symbol);
      jumps.forEach((jump, index) => { addEntries(program, symbol, jump, jumps[index + 1]); });
    }
  }
}

function holdsTables(section: ProgramSection): boolean {
  return (section.name.startsWith('.rodata') && !section.name.includes('.str1.')) || section.name.startsWith('.data.rel.ro');
}

function jumpsWithTables(program: Program, own: ProgramSymbol): Instruction[] {
  const found: Instruction[] = [];
  for (const instruction of instructionsOf(own)) {
    const target = instruction.jumpTo;
    if (target && target.offset > instruction.offset && !target.firstJumpSource) target.firstJumpSource = instruction;
    if (instruction.type !== 'jmp-dynamic') continue;
    const table = tableOf(program, own, instruction);
    if (table) { instruction.jumpTable = table; found.push(instruction); }
  }
  return found;
}

/** Walks back, through the first forward jump to each place, to the instruction that names the table. */
function tableOf(program: Program, own: ProgramSymbol, jump: Instruction): ProgramRelocation | undefined {
  for (let i: Instruction | undefined = jump; i && functionOf(i)?.parent === own; i = i.firstJumpSource ?? precedingInFunction(i)) {
    if (i !== jump && i.type === 'jmp-dynamic') return undefined;
    if (i.type === 'jmp' && i.jumpTo && (i.jumpTo.offset <= i.offset || i.jumpTo.offset > jump.offset)) return undefined;
    const entry = tableNamedBy(i);
    if (!entry) continue;
    if (i.relocation?.type === 'R_X86_64_PC32') {
      program.ignoreUnreachables = true;
      if (program.behaviour.errors) reportAt(program, i, 'jump-table-quirk', 'ignoring unreachables due to jump table quirk');
    }
    const target = instructionAt(entry.symbol.section, program.behaviour.errors ? entry.symbol.offset + entry.addend : entry.addend);
    if (functionOf(target)?.parent === own) return entry;
  }
  return undefined;
}

/** The first entry of the table whose address an instruction takes. */
function tableNamedBy(instruction: Instruction): ProgramRelocation | undefined {
  const relocation = instruction.relocation, section = relocation?.symbol.section;
  if (!relocation || relocation.symbol.type !== 'SECTION' || !section || !holdsTables(section)) return undefined;
  const offset = relocation.addend + (relocation.type === 'R_X86_64_PC32' ? 4 : 0);
  if (symbolCovering(section, offset) && section.name !== '.data.rel.ro.c_jump_table') return undefined;
  const entry = section.relocations[firstRelocationFrom(section, offset)];
  return entry?.offset === offset ? entry : undefined;
}

function addEntries(program: Program, own: ProgramSymbol, jump: Instruction, nextJump: Instruction | undefined): void {
  const table = jump.jumpTable!, relocations = table.section.relocations, parent = own.parent ?? own;
  let last: number | undefined;
  for (let i = table.position; i < relocations.length; i++) {
    const entry = relocations[i]!;
    if (entry !== table && entry === nextJump?.jumpTable) break;
    // An offset 0 counts as "none yet", as it does in objtool.
    if (last && entry.offset !== last + ENTRY_SIZE) break;
    const section = entry.symbol.section, offset = program.behaviour.errors ? entry.symbol.offset + entry.addend : entry.addend;
    if (section === parent.section && offset === parent.offset) break;
    if (!(section === parent.section && offset === parent.offset + parent.size)) {
      const target = instructionAt(section, offset);
      if (!target || functionOf(target)?.parent !== parent) break;
      addEdge(program, jump, { target, skipOriginal: false, kind: 'jump-table' });
    }
    last = entry.offset;
  }
  if (!last) stopAt(program, jump, 'jump-table', "can't find switch jump table");
}

function precedingInFunction(instruction: Instruction): Instruction | undefined {
  const before = preceding(instruction);
  return before && functionOf(before) === functionOf(instruction) ? before : undefined;
}
