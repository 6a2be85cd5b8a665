// SPDX-License-Identifier: GPL-2.0-or-later
// How findings are recorded: objtool's location text, its rule of one message per symbol, and the two ways a pass can end.

import type { Finding } from './checked.ts';
import type { Instruction, Program, ProgramSection } from './program.ts';
import { symbolInTree } from './symbolTree.ts';
import { functionCovering, symbolCovering } from './symbols.ts';

/** A fatal finding ends the run; caught in check.ts and nowhere else. */
export class Stopped extends Error {
  constructor() { super('objtool stops here'); this.name = 'Stopped'; }
}

export type Extra = Partial<Pick<Finding, 'paths' | 'function' | 'fatal' | 'section' | 'offset' | 'severity' | 'nameless' | 'follows' | 'where'>>;

/** A message without an instruction. */
export function report(program: Program, code: string, words: string, extra: Extra = {}): void {
  program.findings.push({ code, words, where: '', severity: 'warning', printed: true, fatal: false, ...extra });
}

/** A message with a place that is no instruction. */
export function reportPlace(program: Program, section: ProgramSection, offset: number, code: string, words: string, extra: Extra = {}): void {
  program.findings.push({
    code, words, where: `${location(program, section, offset)}: `, severity: 'warning', section: section.index, offset, printed: true, fatal: false, ...extra,
  });
}

/** A message about an instruction; the second one about a symbol is kept but not printed. */
export function reportAt(program: Program, instruction: Instruction, code: string, words: string, extra: Extra = {}): void {
  const symbol = instruction.symbol, isError = extra.severity === 'error';
  const printed = !(symbol?.warned && program.behaviour.oncePerSymbol && !isError);
  if (symbol && !isError) symbol.warned = true;
  program.findings.push({
    code, words, where: `${location(program, instruction.section, instruction.offset)}: `, severity: 'warning',
    section: instruction.section.index, offset: instruction.offset, printed, fatal: false,
    ...(instruction.index >= 0 ? { instruction: indexOf(instruction) } : {}), ...extra, ...(isError && !program.behaviour.instructionErrors ? { severity: 'warning' } : {}),
  });
}

/** The same three, fatal. In a tolerant run they come back, and the caller skips its record. */
export function stop(program: Program, code: string, words: string, extra: Pick<Finding, 'where'> | undefined = undefined): void {
  report(program, code, words, { ...fatal(program), ...extra });
  end(program);
}
export function stopPlace(program: Program, section: ProgramSection, offset: number, code: string, words: string): void {
  reportPlace(program, section, offset, code, words, fatal(program));
  end(program);
}
export function stopAt(program: Program, instruction: Instruction, code: string, words: string): void {
  reportAt(program, instruction, code, words, fatal(program));
  end(program);
}

/** `sym+0x1c`: the function around an address, else any sized symbol, else the section. */
export function location(program: Program, section: ProgramSection, offset: number): string {
  if (program.behaviour.placesInFunctions) {
    const own = coveringFunction(program, section, offset) ?? (program.behaviour.placesInSymbols ? symbolCovering(section, offset) : undefined);
    return own ? `${own.name}()+0x${hex(offset - own.offset)}` : `${section.name}+0x${hex(offset)}`;
  }
  const covering = (section.executable ? functionCovering(section, offset) : undefined) ?? symbolCovering(section, offset);
  if (!covering) return `${section.name}+0x${hex(offset)}`;
  const symbol = program.behaviour.placesInAliases ? covering.alias : covering;
  const own = `${symbol.name}+0x${hex(offset - symbol.offset)}`;
  return program.rules.options.secAddress ? `${own} (${section.name}+0x${hex(offset)})` : own;
}

function coveringFunction({ object, behaviour }: Program, section: ProgramSection, offset: number): { readonly name: string; readonly offset: number } | undefined {
  if (!behaviour.searchesTree) return functionCovering(section, offset);
  const found = symbolInTree(object, section.index, offset, ({ type }) => type === 'FUNC');
  return found && { name: found.name, offset: found.value };
}

export function hex(value: number): string { return value < 0 ? BigInt.asUintN(64, BigInt(value)).toString(16) : value.toString(16); }

/** `+8`, `-16`. */
export function signed(value: number): string { return value < 0 ? String(value) : `+${value}`; }

/** Index into Checked.instructions. */
export function indexOf({ section, index }: Instruction): number { return section.base + index; }

function fatal(program: Program): Extra { return { fatal: true, severity: program.behaviour.errors ? 'error' : 'warning' }; }

function end(program: Program): void {
  if (program.behaviour.errors) program.exit = 255;
  if (!program.tolerant) throw new Stopped();
}
