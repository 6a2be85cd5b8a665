// SPDX-License-Identifier: GPL-2.0-or-later
// Checks that only look at one instruction and its neighbour: indirect branches and returns that speculation defences must cover.

import type { Instruction, Program } from './program.ts';
import { following, preceding } from './program.ts';
import { reportAt } from './report.ts';

/** --retpoline, --rethunk: how many messages. */
export function checkRetpolines(program: Program): number {
  const prefix = program.behaviour.saysMitigation ? 'MITIGATION_' : '';
  let found = 0;
  for (const instruction of program.instructions) {
    const { type } = instruction;
    if (type !== 'jmp-dynamic' && type !== 'call-dynamic' && type !== 'return') continue;
    if (program.rules.options.cfi && program.behaviour.errors && type === 'call-dynamic' && lacksCfiCheck(instruction)) {
      reportAt(program, instruction, 'no-cfi-call', 'no-cfi indirect call!');
      found++;
    }
    if (instruction.retpolineSafe || instruction.section.init) continue;
    if (type === 'return') {
      if (!program.rules.options.rethunk) continue;
      reportAt(program, instruction, 'naked-ret', `'naked' return found in ${prefix}RETHUNK build`);
    } else {
      const jump = type === 'jmp-dynamic';
      reportAt(program, instruction, jump ? 'retpoline-jump' : 'retpoline-call', `indirect ${jump ? 'jump' : 'call'} found in ${prefix}RETPOLINE build`);
    }
    found++;
  }
  return found;
}

/** --sls: straight-line speculation must run into an int3. How many messages. */
export function checkStraightLine(program: Program): number {
  let found = 0;
  for (const instruction of program.instructions) {
    if (following(instruction)?.type === 'trap') continue;
    const problem = straightLineProblem(instruction);
    if (!problem) continue;
    reportAt(program, instruction, ...problem);
    found++;
  }
  return found;
}

/** What is said of an instruction that no int3 follows. */
export function straightLineProblem({ type, retpolineSafe }: Instruction): readonly [code: string, words: string] | undefined {
  if (retpolineSafe) return undefined;
  return type === 'return' ? ['sls-ret', 'missing int3 after ret'] : type === 'jmp-dynamic' ? ['sls-jmp', 'missing int3 after indirect jump'] : undefined;
}

/** A kCFI call is preceded by the ud2 of its check. */
function lacksCfiCheck(call: Instruction): boolean {
  if (call.section.init || call.noCfi || call.relocation === undefined || !call.retpolineSafe) return false;
  return preceding(call)?.type !== 'bug';
}
