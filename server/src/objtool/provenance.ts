// SPDX-License-Identifier: GPL-2.0-or-later
// How two visits came to one instruction. Each visited instruction keeps the trail of its first visit; trails share their tails, so the
// split is the first place where both run together.

import type { Instruction, Program, Trail } from './program.ts';
import { indexOf } from './report.ts';

export interface Paths { readonly split?: number; readonly first: readonly number[]; readonly second: readonly number[] }

/** The ways of the first visit and of the one that arrives now, oldest first, from the split on (included in both). */
export function pathsTo(program: Program, instruction: Instruction, arriving: Trail | undefined): Paths {
  const first = instruction.trail?.before, second = arriving;
  const split = commonTrail(first, second);
  const paths = { first: indexes(program, first, split), second: indexes(program, second, split) };
  return split ? { ...paths, split: indexOf(program, split.instruction) } : paths;
}

function commonTrail(a: Trail | undefined, b: Trail | undefined): Trail | undefined {
  while (a && b && a !== b) {
    if (a.depth >= b.depth) { const up = a.before; if (a.depth === b.depth) b = b.before; a = up; } else b = b.before;
  }
  return a && b ? a : undefined;
}

function indexes(program: Program, from: Trail | undefined, split: Trail | undefined): number[] {
  const found: number[] = [];
  for (let trail = from; trail; trail = trail.before) {
    const index = trail.instruction.index < 0 ? -1 : indexOf(program, trail.instruction);
    if (index >= 0) found.push(index);
    if (trail === split) break;
  }
  return found.reverse();
}
