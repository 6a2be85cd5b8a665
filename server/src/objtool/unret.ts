// SPDX-License-Identifier: GPL-2.0-or-later
// --unret: from each marked entry no return and no indirect branch may come before the untrain sequence, whose nop is marked safe.

import { isTailCall } from './noreturn.ts';
import type { Instruction, Program } from './program.ts';
import { functionOf, instructionAt, successor, visit } from './program.ts';
import { report, reportAt, stopAt } from './report.ts';

/** 'failed': objtool cannot tell, which is fatal; 'found': a finding. */
type Outcome = 'ok' | 'found' | 'failed';

export function checkUntrained(program: Program): void {
  for (const instruction of program.instructions) {
    if (!instruction.unretStart || follow(program, instruction) !== 'failed') continue;
    const words = 'Failed UNRET validation';
    if (program.behaviour.errors) { program.warnings++; continue; }
    if (program.behaviour.unretByHint) program.exit = 255;
    stopAt(program, instruction, 'unret-failed', words);
  }
}

function follow(program: Program, from: Instruction): Outcome {
  for (let i = from; ;) {
    program.budget.spend();
    const next = successor(i);
    if (i.visited & visit.unret) return 'ok';
    i.visited |= visit.unret;
    const outcome = followEdges(program, i) ?? followType(program, i);
    if (outcome) return outcome;
    if (i.deadEnd) return 'ok';
    if (!next) { reportAt(program, i, 'unret-end', 'teh end!'); return 'failed'; }
    i = next;
  }
}

function followEdges(program: Program, instruction: Instruction): Outcome | undefined {
  if (!instruction.edges || instruction.ignoreAlternatives) return undefined;
  let skips = false;
  for (const edge of instruction.edges) {
    skips ||= edge.skipOriginal;
    const outcome = edge.target ? follow(program, edge.target) : 'ok';
    if (outcome !== 'ok') return outcome;
  }
  return skips ? 'ok' : undefined;
}

/** Undefined: on to the next instruction. */
function followType(program: Program, instruction: Instruction): Outcome | undefined {
  switch (instruction.type) {
    case 'call-dynamic': case 'jmp-dynamic': case 'jcc-dynamic': reportAt(program, instruction, 'unret-indirect', 'early indirect call'); return 'found';
    case 'return': reportAt(program, instruction, 'unret-ret', 'RET before UNTRAIN'); return 'found';
    case 'jmp': case 'jcc': {
      if (isTailCall(instruction)) return followCall(program, instruction);
      if (!instruction.jumpTo) { reportAt(program, instruction, 'unret-unresolved', 'unresolved jump target after linking?!?'); return 'failed'; }
      const outcome = follow(program, instruction.jumpTo);
      return outcome !== 'ok' || instruction.type === 'jmp' ? outcome : undefined;
    }
    case 'call': return followCall(program, instruction);
    case 'context-switch': return functionOf(instruction) ? undefined : 'ok';
    case 'sysret': return 'ok';
    case 'nop': return instruction.retpolineSafe ? 'ok' : undefined;
    default: return undefined;
  }
}

function followCall(program: Program, call: Instruction): Outcome {
  const callee = call.callTo, first = callee && instructionAt(callee.section, callee.offset);
  if (first) return follow(program, first);
  report(program, 'unret-unresolved', `Unresolved function after linking!?: ${callee?.name ?? ''}`);
  return 'failed';
}
