// SPDX-License-Identifier: GPL-2.0-or-later
// How two visits came to one instruction. Each visited instruction keeps the trail of its first visit; trails share their tails, so the
// split is the first place where both run together.

import type { Finding } from './checked.ts';
import type { Instruction, Trail } from './program.ts';
import { indexOf } from './report.ts';
import type { Walk } from './walk.ts';

export interface Paths { readonly split?: number; readonly first: readonly number[]; readonly second: readonly number[] }

/** The ways of the first visit and of the one that arrives now, oldest first, from the split on (included in both). */
export function pathsTo(instruction: Instruction, arriving: Trail | undefined): Paths {
  const first = instruction.trail?.before, second = arriving;
  const split = commonTrail(first, second);
  const paths = { first: indexes(first, split), second: indexes(second, split) };
  return split ? { ...paths, split: indexOf(split.instruction) } : paths;
}

/**
 * In recovery: the finding that the walk lies beyond, when one of the two ways to this instruction (the one that arrives and the first
 * one) passes its place. Then the state here is what that finding left.
 */
export function causeOf(walk: Walk, instruction: Instruction): { readonly follows?: number } {
  const { beyond, program, frames } = walk;
  const cause = beyond === undefined ? undefined : program.findings[beyond];
  if (beyond === undefined || !cause || !aboutStates.has(cause.code)) return {};
  const passes = (trail: Trail | undefined): boolean => {
    for (; trail; trail = trail.before) if (trail.instruction !== instruction && isAt(trail.instruction, cause)) return true;
    return false;
  };
  return passes(frames[frames.length - 1]?.trail) || passes(instruction.trail) ? { follows: beyond } : {};
}

/** Only what leaves a wrong state behind has consequences. */
const aboutStates = new Set(['stack-mismatch-cfa', 'stack-mismatch-reg', 'stack-mismatch-type', 'stack-mismatch-drap', 'alt-stack-conflict', 'undefined-stack-state', 'stack-reg-modification', 'stack-realign']);

function isAt(instruction: Instruction, cause: Finding): boolean {
  const first = instruction.group ? (instruction.group.original ?? instruction.group).first : instruction;
  return first.section.index === cause.section && first.offset === cause.offset;
}

function commonTrail(a: Trail | undefined, b: Trail | undefined): Trail | undefined {
  while (a && b && a !== b) {
    if (a.depth >= b.depth) { const up = a.before; if (a.depth === b.depth) b = b.before; a = up; } else b = b.before;
  }
  return a && b ? a : undefined;
}

function indexes(from: Trail | undefined, split: Trail | undefined): number[] {
  const found: number[] = [];
  for (let trail = from; trail; trail = trail.before) {
    const index = trail.instruction.index < 0 ? -1 : indexOf(trail.instruction);
    if (index >= 0) found.push(index);
    if (trail === split) break;
  }
  return found.reverse();
}
