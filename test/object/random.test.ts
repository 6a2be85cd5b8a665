// SPDX-License-Identifier: GPL-2.0-or-later
// Random programs, ours against `as`: refused lines must be refused, the rest must be the same object. RANDOM_ROUNDS and RANDOM_SEED make it
// longer or different; a program that differs is reduced and printed, and belongs into fuzz/.

import { describe, expect, test } from 'vitest';
import { seeded } from '../x86/randomStatements.ts';
import { hasAssembler } from '../installed.ts';
import { macroDifferences, reduce, settle, type Bits } from './oracle.ts';
import { randomDirectives } from './randomDirectives.ts';
import { randomExpressions } from './randomExpressions.ts';
import { randomMacros } from './randomMacros.ts';
import { randomProgram } from './randomProgram.ts';

const rounds = Number(process.env['RANDOM_ROUNDS'] ?? 120), first = Number(process.env['RANDOM_SEED'] ?? 1);

describe.skipIf(!hasAssembler)('random programs', () => {
  const kinds = { programs: randomProgram, expressions: randomExpressions, directives: randomDirectives } as const, wanted = process.env['RANDOM_KINDS']?.split(',') ?? Object.keys(kinds);
  test.each(([64, 32] as Bits[]).flatMap(bits => (Object.keys(kinds) as (keyof typeof kinds)[]).filter(kind => wanted.includes(kind)).map(kind => ({ bits, kind }))))('$kind in ELF$bits', ({ bits, kind }) => {
    const found: unknown[] = [];
    for (let seed = first; seed < first + rounds; seed++) {
      const program = kinds[kind](seeded(seed * 7919 + 13), { lines: 25, bits }), settled = settledOf(program, bits);
      if (settled && settled.differences.length > 0) found.push({ seed, differences: settled.differences, text: reduce(settled.text, bits) });
    }
    expect(found).toEqual([]);
  }, rounds * 2000);
});

describe.skipIf(!hasAssembler || process.env['RANDOM_KINDS']?.includes('macros') === false)('random macros', () => {
  test('in ELF64', () => {
    const found: unknown[] = [];
    for (let seed = first; seed < first + rounds; seed++) {
      const program = randomMacros(seeded(seed * 7919 + 13), { lines: 14, bits: 64 }), differences = macroDifferences(program);
      if (differences.length > 0) found.push({ seed, differences, text: reduce(program, 64, macroDifferences) });
    }
    expect(found).toEqual([]);
  }, rounds * 1000);
});

/** Undefined: its object is larger than Node reads, for a fill of gigabytes. */
function settledOf(program: string, bits: Bits): ReturnType<typeof settle> | undefined {
  try {
    return settle(program, bits);
  } catch (error) {
    if (error instanceof RangeError && error.message.startsWith('File size')) return undefined;
    throw error;
  }
}
