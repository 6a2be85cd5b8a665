// SPDX-License-Identifier: GPL-2.0-or-later
// objtool's own run over one object: prepare in its order, validate in its order, stop where it stops. The result is *parity*: its states,
// its findings, its exit code. What it would have found beyond its first finding is recover.ts's work.

import type { Budget } from '../base/budget.ts';
import { unlimited } from '../base/budget.ts';
import type { ObjectFile } from '../object/objectFile.ts';
import { addAlternatives } from './alternatives.ts';
import { markIgnoredFunctions, markUaccessSafe, readEarlyAnnotations, readIntraFunctionCalls, readLateAnnotations, readReachable } from './annotations.ts';
import { behaviourOf } from './behaviour.ts';
import type { Checked, Finding } from './checked.ts';
import { addCallDestinations, addJumpDestinations, endAtCalls } from './destinations.ts';
import { frameTypeOf, numberOf } from './frameTypes.ts';
import { readHints } from './hints.ts';
import { checkAddressesTaken } from './ibt.ts';
import { decodeInstructions } from './instructions.ts';
import { addJumpTables } from './jumpTables.ts';
import type { Decode, Program } from './program.ts';
import { reportUnreachable } from './reachability.ts';
import { Stopped, stop } from './report.ts';
import { result } from './result.ts';
import { beginRevision, type CheckMemory, type Revision } from './revision.ts';
import type { ObjtoolOptions, Rules } from './rules.ts';
import { createSections } from './sectionCreation.ts';
import { checkRetpolines, checkStraightLine } from './speculation.ts';
import { sharedStateTable } from './states.ts';
import { joinColdParts, readRelocations, readSections, readSymbols } from './symbols.ts';
import { checkUntrained } from './unret.ts';
import { validateAll, validateNoinstr } from './validate.ts';
import type { BrokenWalk } from './walk.ts';
import { forgetWalks, isUnfinished, keepWalked } from './walkedBefore.ts';

/** `memory`: of the revision before of a file that is being edited. Nobody may look at its Checked any more. */
export function check(object: ObjectFile, rules: Rules, decode: Decode, budget: Budget = unlimited, memory?: CheckMemory): Checked {
  const revision = memory && beginRevision(memory, object, rules), said = revision?.known?.said;
  const program = newProgram(object, rules, decode, budget, false, 8, revision);
  const broken: BrokenWalk[] = [];
  const stopped = untilStopped(() => { run(program, broken); });
  return result(program, broken, stopped, said && (index => said[revision!.from[index] ?? -1]));
}

/** Sections, symbols and relocations as objtool reads them; no instruction yet. `tolerant`: fatal findings do not end the preparation. `word`: of the stack, in bytes. */
export function newProgram(object: ObjectFile, rules: Rules, decode: Decode, budget: Budget, tolerant: boolean, word: 4 | 8 = 8, revision?: Revision): Program {
  const behaviour = behaviourOf(rules);
  const sections = readSections(object, rules, behaviour), symbols = readSymbols(object, sections, rules, behaviour);
  readRelocations(object, sections, symbols);
  const sectionByName = new Map<string, typeof sections[number]>(), symbolByName = new Map<string, typeof symbols[number]>();
  for (const section of sections) if (!sectionByName.has(section.name)) sectionByName.set(section.name, section);
  for (const symbol of symbols) symbolByName.set(symbol.name, symbol);
  return {
    object, rules, behaviour, budget, decode, mode: object.machine === 'i386' ? 32 : 64, tolerant,
    states: sharedStateTable(rules.hintTypes, { type: frameTypeOf(rules, 0), typeNumber: 0 }, numberOf(rules, 'call'), word),
    sections, sectionByName, symbols, symbolByName, instructions: [], findings: [], staticCalls: [], noreturnVerdicts: new Map(), endbrs: new Set(),
    ignoreUnreachables: rules.options.noUnreachable, hasHints: false, exit: 0, warnings: 0, revision, irregular: false, walked: 0, nesting: 0,
  };
}

/** The passes before validation, in objtool's order (KERNEL.md 3.4). False: it gives up without a word more. */
export function prepare(program: Program): boolean {
  const { options } = program.rules;
  if (!joinColdParts(program)) { program.exit = 1; return false; }
  decodeInstructions(program);
  markIgnoredFunctions(program);
  markUaccessSafe(program);
  readEarlyAnnotations(program);
  if (validates(options) || options.noinstr || options.jumpLabelHack) addAlternatives(program);
  addJumpDestinations(program);
  readIntraFunctionCalls(program);
  addCallDestinations(program);
  readReachable(program);
  addJumpTables(program);
  if (program.behaviour.edgesMakeTables) for (const i of program.instructions) i.staysInside = i.type === 'jmp-dynamic' && i.edges !== undefined;
  readHints(program);
  readLateAnnotations(program);
  if (program.behaviour.deadEndsInWalk) endAtCalls(program);
  return program.instructions.length > 0;
}

/** The full walk runs for any of these. */
export function validates(options: ObjtoolOptions): boolean { return options.stackval || options.orc || options.uaccess; }

/** Runs until the first fatal finding; true if there was one. */
export function untilStopped(work: () => void): boolean {
  try {
    work();
    return false;
  } catch (error) {
    if (error instanceof Stopped) return true;
    throw error;
  }
}

function run(program: Program, broken: BrokenWalk[]): void {
  const { options } = program.rules;
  const conflict = optionConflict(options);
  if (conflict) {
    program.findings.push({ code: 'options', words: conflict, where: '', severity: 'error', printed: true, fatal: true, nameless: true });
    program.exit = 1;
    throw new Stopped();
  }
  if (program.object.symbols.length === 0) {
    if (program.behaviour.errors) stop(program, 'no-symtab', 'no .symtab');
    if (program.behaviour.wantsSymbolTable) stop(program, 'no-symtab', 'missing symbol table');
  }
  if (!prepare(program)) { if (program.exit !== 0) throw new Stopped(); return; }
  if (options.retpoline) {
    const found = checkRetpolines(program);
    if (program.behaviour.retpolineSilencesUnreachable) program.warnings += found;
    endIfFatal(program, found);
  }
  if (validates(options)) {
    validateNew(program, broken);
    if (program.warnings === 0 && !program.ignoreUnreachables) reportUnreachable(program);
  } else if (options.noinstr) validateNoinstr(program, broken);
  if (options.unret) checkUntrained(program);
  if (options.ibt) checkAddressesTaken(program);
  if (options.sls && !program.behaviour.straightLineInWalk) endIfFatal(program, checkStraightLine(program));
  createSections(program);
  if (options.werror && program.findings.some((finding: Finding) => finding.printed)) program.exit = 255;
}

/** All walks, or those of what is not as it was in the revision before. */
function validateNew(program: Program, broken: BrokenWalk[]): void {
  const kept = keepWalked(program), known = program.findings.length;
  validateAll(program, broken);
  if (kept && (program.irregular || program.findings.length > known || isUnfinished(program))) {
    forgetWalks(program, kept);
    broken.length = 0;
    validateAll(program, broken);
  }
  if (program.findings.length > known) program.irregular = true;
}

function endIfFatal({ behaviour }: Program, found: number): void {
  if (behaviour.speculationFatal && found > 0) throw new Stopped();
}

function optionConflict(options: ObjtoolOptions): string | undefined {
  if (options.mnop && !options.mcount) return '--mnop requires --mcount';
  if (options.link) return undefined;
  if (options.noinstr) return '--noinstr requires --link';
  if (options.ibt) return '--ibt requires --link';
  return options.unret ? '--unret requires --link' : undefined;
}
