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

/** One straight way of the check; like the walk, a stack of them instead of recursion. */
interface Way { instruction: Instruction; next: Instruction | undefined; phase: 'arrive' | 'edges' | 'type' | 'leave' | 'over'; edge: number }

function newWay(instruction: Instruction): Way { return { instruction, next: successor(instruction), phase: 'arrive', edge: 0 }; }

function follow(program: Program, from: Instruction): Outcome {
  const ways = [newWay(from)];
  for (let way = ways[0]; way; way = ways[ways.length - 1]) {
    program.budget.spend();
    const step = stepOf(program, way);
    if (step === 'found' || step === 'failed') return step;
    if (step === 'ok') ways.pop();
    else if (step !== 'on') ways.push(newWay(step));
  }
  return 'ok';
}

/** 'on': further in this way; an instruction: first the way that begins there. */
function stepOf(program: Program, way: Way): Outcome | 'on' | Instruction {
  const { instruction } = way;
  switch (way.phase) {
    case 'arrive':
      if (instruction.visited & visit.unret) return 'ok';
      instruction.visited |= visit.unret;
      way.phase = 'edges';
      return 'on';
    case 'edges': {
      const edges = instruction.ignoreAlternatives ? undefined : instruction.edges;
      while (edges && way.edge < edges.length) {
        const { target } = edges[way.edge++]!;
        if (target) return target;
      }
      way.phase = 'type';
      return edges?.some(edge => edge.skipOriginal) ? 'ok' : 'on';
    }
    case 'type': way.phase = 'leave'; return typeStep(program, way);
    case 'leave':
      if (instruction.deadEnd) return 'ok';
      if (!way.next) { reportAt(program, instruction, 'unret-end', 'teh end!'); return 'failed'; }
      way.instruction = way.next;
      way.next = successor(way.instruction);
      way.phase = 'arrive';
      way.edge = 0;
      return 'on';
    case 'over': return 'ok';
  }
}

function typeStep(program: Program, way: Way): Outcome | 'on' | Instruction {
  const { instruction } = way;
  switch (instruction.type) {
    case 'call-dynamic': case 'jmp-dynamic': case 'jcc-dynamic': reportAt(program, instruction, 'unret-indirect', 'early indirect call'); return 'found';
    case 'return': reportAt(program, instruction, 'unret-ret', 'RET before UNTRAIN'); return 'found';
    case 'jmp': case 'jcc':
      if (isTailCall(program, instruction)) return callStep(program, way);
      if (!instruction.jumpTo) { reportAt(program, instruction, 'unret-unresolved', 'unresolved jump target after linking?!?'); return 'failed'; }
      if (instruction.type === 'jmp') way.phase = 'over';
      return instruction.jumpTo;
    case 'call': return callStep(program, way);
    case 'context-switch': return functionOf(instruction) || !program.behaviour.unretEndsAtSwitch ? 'on' : 'ok';
    case 'sysret': return 'ok';
    case 'nop': return instruction.retpolineSafe ? 'ok' : 'on';
    default: return 'on';
  }
}

/** The way ends behind its callee. */
function callStep(program: Program, way: Way): Outcome | Instruction {
  const callee = way.instruction.callTo, first = callee && instructionAt(callee.section, callee.offset);
  way.phase = 'over';
  if (first) return first;
  report(program, 'unret-unresolved', `Unresolved function after linking!?: ${callee?.name ?? ''}`);
  return 'failed';
}
