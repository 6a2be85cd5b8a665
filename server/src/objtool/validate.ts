// SPDX-License-Identifier: GPL-2.0-or-later
// Where walks begin: every function with the state of a function's entry, then hinted code that no function reached (KERNEL.md 3.9).

import type { Instruction, Program, ProgramSection, ProgramSymbol } from './program.ts';
import { functionOf, instructionAt } from './program.ts';
import { report } from './report.ts';
import type { BrokenWalk } from './walk.ts';
import { walkFrom } from './walk.ts';
import { isUntouched } from './walkedBefore.ts';
import type { WalkState } from './walkState.ts';
import { newWalkState } from './walkState.ts';

const NOINSTR_SECTIONS = ['.noinstr.text', '.entry.text', '.cpuidle.text'];

export function validateAll(program: Program, broken: BrokenWalk[]): void {
  for (const section of program.sections) if (section.executable) validateFunctions(program, section, broken);
  validateHinted(program, program.instructions, undefined, broken);
}

/** --noinstr alone looks only at these sections. */
export function validateNoinstr(program: Program, broken: BrokenWalk[]): void {
  for (const name of NOINSTR_SECTIONS) {
    const section = program.sectionByName.get(name);
    if (!section || (name === '.cpuidle.text' && !program.behaviour.cpuidleNoinstr)) continue;
    validateFunctions(program, section, broken);
    validateHinted(program, section.instructions, section, broken);
  }
}

/** The state at a function's entry. */
export function entryState(program: Program, section: ProgramSection, symbol: ProgramSymbol): WalkState {
  const state = newWalkState(program.states.functionEntry, startsNoinstr(program, section));
  if (program.rules.options.uaccess) state.uaccess = symbol.uaccessSafe;
  return state;
}

export function hintedState(program: Program, section: ProgramSection | undefined): WalkState { return newWalkState(program.states.blank, startsNoinstr(program, section)); }

/** The instruction where a function's walk begins, if it is to be walked on its own. */
export function entryOf(program: Program, section: ProgramSection, symbol: ProgramSymbol): Instruction | undefined {
  if (symbol.type !== 'FUNC' || symbol.size === 0 || symbol.parent !== symbol || symbol.alias !== symbol) return undefined;
  const first = instructionAt(section, symbol.offset);
  // Later ones ask whose instruction it is, when the walk is there (arrive.ts).
  return program.behaviour.errors || !first?.ignored ? first : undefined;
}

function validateFunctions(program: Program, section: ProgramSection, broken: BrokenWalk[]): void {
  for (const symbol of section.symbols) {
    if (symbol.type !== 'FUNC') continue;
    if (symbol.size === 0) {
      report(program, 'missing-size', `${symbol.name}() is missing an ELF size annotation`, { section: section.index, offset: symbol.offset, function: symbol.name });
      program.warnings++;
      continue;
    }
    const first = entryOf(program, section, symbol);
    if (!first || !isUntouched(first) && !program.behaviour.walksVisited) continue;
    if (walkFrom(program, functionOf(first), first, entryState(program, section, symbol), 'sym', broken)) program.warnings++;
  }
}

function validateHinted(program: Program, instructions: readonly Instruction[], section: ProgramSection | undefined, broken: BrokenWalk[]): void {
  if (!program.hasHints) return;
  for (const instruction of instructions) {
    if (!instruction.hint || !isUntouched(instruction) || instruction.ignored && program.behaviour.ignoredHintsRest) continue;
    if (walkFrom(program, functionOf(instruction), instruction, hintedState(program, section), 'hint', broken)) program.warnings++;
  }
}

function startsNoinstr(program: Program, section: ProgramSection | undefined): boolean {
  const { link, noinstr } = program.rules.options;
  return link && noinstr && section?.noinstr === true;
}
