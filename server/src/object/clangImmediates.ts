// SPDX-License-Identifier: GPL-2.0-or-later
// Clang's integrated assembler chooses the size of an immediate that is an expression as it chooses a jump's: one byte where the value,
// known after layout, fits. (gas decides when it reads, and takes the wide form.) A relocation takes the wide form; of `add` and its
// like that is 81, never the short opcode of the accumulator.

import { lower } from '../x86/lower.ts';
import type { LowerContext, Lowered } from '../x86/instruction.ts';

export interface ImmediateForms {
  /** Bytes in front of the immediate. */
  readonly short: Uint8Array;
  readonly long: Uint8Array;
  /** Bytes of the long form's immediate. */
  readonly size: 2 | 4;
}

/** The opcode with a byte that is sign-extended -> the one with a whole immediate. */
const wide: ReadonlyMap<number, number> = new Map([[0x83, 0x81], [0x6b, 0x69], [0x6a, 0x68]]);

/** Prefixes that may stand in front of those opcodes. */
const prefixes: ReadonlySet<number> = new Set([0x66, 0x67, 0xf0, 0xf2, 0xf3, 0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65]);

/** Both forms of an instruction whose immediate is not known yet; undefined where it has but one. */
export function immediateForms(text: string, lowered: Lowered, context: LowerContext, assemblerVersion: number): ImmediateForms | undefined {
  const hole = lowered.holes[0];
  if (lowered.holes.length !== 1 || hole?.kind !== 'immediate' || (hole.size !== 2 && hole.size !== 4)) return undefined;
  const { mode, machine } = context;
  const known = lower(text, { mode, machine, registerSymbol: name => context.registerSymbol(name), evaluate: () => ({ kind: 'constant', value: 0n }) }, assemblerVersion);
  if ('error' in known || known.holes.length > 0) return undefined;
  let at = 0;
  while (prefixes.has(known.bytes[at]!)) at++;
  if (context.mode === 64 && (known.bytes[at]! & 0xf0) === 0x40) at++;
  const opcode = wide.get(known.bytes[at]!);
  if (opcode === undefined) return undefined;
  const short = known.bytes.slice(0, -1), long = short.slice();
  long[at] = opcode;
  return { short, long, size: hole.size };
}
