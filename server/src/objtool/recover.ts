// SPDX-License-Identifier: GPL-2.0-or-later
// Beyond parity. objtool stops a walk at its first finding and everything at a fatal one; an editor goes on. The broken-off walks are taken up
// exactly where they stood, with the state unchanged by what was found; after a fatal finding the preparation runs again without the bad record.
// Law: recovery only adds. Where parity has a state it stays, findings of parity stay in front, and each added state names the finding it lies
// beyond (`beyond`).

import { newProgram, prepare, untilStopped, validates } from './check.ts';
import type { Checked } from './checked.ts';
import { checkAddressesTaken } from './ibt.ts';
import type { Decode, Instruction, Program, ProgramSymbol } from './program.ts';
import { functionOf, visit } from './program.ts';
import { result } from './result.ts';
import type { Rules } from './rules.ts';
import { checkRetpolines, checkStraightLine } from './speculation.ts';
import { entryOf, entryState, hintedState } from './validate.ts';
import { findingKey, newFrame, runWalk } from './walk.ts';
import type { WalkState } from './walkState.ts';

/** `checked` with more states and unprinted findings. Its own program is used up by this; ask orc() first or after, it reads parity's states only. */
export function recover(checked: Checked, rules: Rules, decode: Decode): Checked {
  if (checked.stopped) return recoverFatal(checked, rules, decode);
  if (!validates(rules.options) || checked.broken.length === 0) return checked;
  const { program } = checked, known = program.findings.length;
  const said = new Set(checked.findings.map(findingKey));
  for (const { finding, function: walked, frames } of checked.broken) {
    runWalk({ program, function: walked, frames: frames.map(frame => ({ ...frame, state: { ...frame.state } })), beyond: finding, said });
  }
  walkRest(program, checked.broken[0]!.finding, said);
  const added = program.findings.splice(known);
  const more = result(program, checked.broken, checked.stopped);
  const instructions = more.instructions.map((instruction, index) => ({ ...instruction, visited: checked.instructions[index]!.visited }));
  return { ...more, instructions, findings: [...checked.findings, ...added] };
}

/** Behind a fatal finding objtool knows no states at all: all of them are added, from a run that skips what is bad. */
function recoverFatal(checked: Checked, rules: Rules, decode: Decode): Checked {
  const fatal = checked.findings.findIndex(finding => finding.fatal);
  const program = newProgram(checked.program.object, rules, decode, checked.program.budget, true);
  untilStopped(() => {
    prepare(program);
    if (rules.options.retpoline) checkRetpolines(program);
    if (validates(rules.options)) walkRest(program, fatal, new Set(program.findings.map(findingKey)));
    if (rules.options.ibt) checkAddressesTaken(program);
    if (rules.options.sls) checkStraightLine(program);
  });
  const more = result(program, [], true);
  const instructions = more.instructions.map((instruction, index) => {
    const before = checked.instructions[index];
    if (before?.state && before.offset === instruction.offset) return { ...instruction, state: before.state };
    return instruction.state ? { ...instruction, visited: false, beyond: instruction.beyond ?? fatal } : instruction;
  });
  const known = new Set(checked.findings.map(finding => `${finding.code} ${finding.where}${finding.words}`));
  const added = more.findings.filter(finding => !known.has(`${finding.code} ${finding.where}${finding.words}`));
  return { ...more, instructions, findings: [...checked.findings, ...added.map(finding => ({ ...finding, printed: false }))], exit: checked.exit, program: checked.program, broken: [] };
}

/** Functions and hinted code that nothing came to yet. */
export function walkRest(program: Program, beyond: number, said: Set<string>): void {
  const start = (walked: ProgramSymbol | undefined, instruction: Instruction, state: WalkState): void => {
    runWalk({ program, function: walked, frames: [newFrame(instruction, state, undefined)], beyond, said });
  };
  for (const section of program.sections) {
    if (!section.executable) continue;
    for (const symbol of section.symbols) {
      const first = entryOf(program, section, symbol);
      if (first && !(first.visited & visit.branch)) start(functionOf(first), first, entryState(program, section, symbol));
    }
  }
  for (const instruction of program.instructions) {
    if (instruction.hint && !(instruction.visited & visit.branch) && !instruction.ignored) start(functionOf(instruction), instruction, hintedState(program, undefined));
  }
}
