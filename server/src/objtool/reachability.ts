// SPDX-License-Identifier: GPL-2.0-or-later
// Code that no walk came to. objtool asks only when validation found nothing else, because a broken-off walk leaves much unvisited.

import type { Instruction, Program, ProgramSymbol } from './program.ts';
import { endOf, following, functionOf, preceding } from './program.ts';
import { reportAt } from './report.ts';
import { holeAt } from './symbols.ts';

const SANITIZER_ENDS = new Set(['__asan_handle_no_return', '__ubsan_handle_builtin_unreachable']);
/** How far behind a place compilers put a sanitizer's call. */
const LOOK_AHEAD = 5;

export function reportUnreachable(program: Program): void {
  const { instructions } = program;
  for (let i = 0; i < instructions.length; i++) {
    const instruction = instructions[i]!;
    if (instruction.visited || isHarmless(program, instruction)) continue;
    const before = preceding(instruction);
    if (before?.deadEnd && before.callTo && program.behaviour.namesMissingNoreturn) {
      const callee = before.callTo.name;
      reportAt(program, instruction, 'missing-noreturn',
        program.behaviour.errors ? `${callee}() missing __noreturn in .c/.h or NORETURN() in noreturns.h` : `${callee}() is missing a __noreturn annotation`);
    } else reportAt(program, instruction, 'unreachable', 'unreachable instruction');
    program.warnings++;
    if (program.behaviour.firstUnreachableOnly) return;
  }
}

function isHarmless(program: Program, instruction: Instruction): boolean {
  if (instruction.ignored || instruction.type === 'nop' || instruction.type === 'trap') return true;
  const name = instruction.section.name;
  if (name === '.altinstr_replacement' || name === '.altinstr_aux') return true;
  const own = functionOf(instruction);
  if (!own) return program.rules.options.link && isDroppedCode(instruction);
  if (own.staticCallTrampoline || own.ignored) return true;
  const before = preceding(instruction);
  if (before?.deadEnd && (instruction.type === 'bug' || (instruction.type === 'jmp' && instruction.jumpTo?.type === 'bug'))) return true;
  return leadsToSanitizer(instruction, own);
}

/** With --link, a hole between symbols is the body of a weak function that lost, unless control does get there. */
function isDroppedCode(instruction: Instruction): boolean {
  const hole = holeAt(instruction.section, instruction.offset);
  if (hole < 0) return true;
  if (hole === 0) return false;
  for (let i = following(instruction); i; i = following(i)) {
    if (i.visited) return true;
    if (i.offset >= instruction.offset + hole) return false;
  }
  return false;
}

function leadsToSanitizer(from: Instruction, own: ProgramSymbol): boolean {
  let i: Instruction | undefined = from;
  for (let steps = 0; i && steps < LOOK_AHEAD; steps++) {
    if (i.type === 'call' && i.callTo && SANITIZER_ENDS.has(i.callTo.name)) return true;
    if (i.type === 'jmp') {
      if (!i.jumpTo || functionOf(i.jumpTo) !== own) return false;
      i = i.jumpTo;
      continue;
    }
    if (endOf(i) >= own.offset + own.size) return false;
    i = following(i);
  }
  return false;
}
