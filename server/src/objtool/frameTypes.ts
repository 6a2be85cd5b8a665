// SPDX-License-Identifier: GPL-2.0-or-later
// Hint type numbers and frame types: trees number them differently, the states carry both.

import type { FrameType } from './checked.ts';
import type { HintType, Rules } from './rules.ts';

const FRAME_TYPES: Readonly<Partial<Record<HintType, FrameType>>> = { undefined: 'undefined', 'end-of-stack': 'end-of-stack', call: 'call', regs: 'regs', 'regs-partial': 'regs-partial' };

export function frameTypeOf(rules: Rules, number: number): FrameType {
  const hint = rules.hintTypes.get(number);
  return (hint && FRAME_TYPES[hint]) ?? 'unknown';
}

/** The tree's number for a hint type. */
export function numberOf(rules: Rules, type: HintType): number {
  for (const [number, name] of rules.hintTypes) if (name === type) return number;
  return -1;
}
