// SPDX-License-Identifier: GPL-2.0-or-later
// Random programs, ours against `as`: refused lines must be refused, the rest must be the same object. RANDOM_ROUNDS and RANDOM_SEED make it
// longer or different; a program that differs is reduced and printed, and belongs into fuzz/.

import { describe, expect, test } from 'vitest';
import { seeded } from '../x86/randomStatements.ts';
import { hasAssembler, reduce, settle, type Bits } from './oracle.ts';
import { randomExpressions } from './randomExpressions.ts';
import { randomProgram } from './randomProgram.ts';

const rounds = Number(process.env['RANDOM_ROUNDS'] ?? 120), first = Number(process.env['RANDOM_SEED'] ?? 1);

describe.skipIf(!hasAssembler)('random programs', () => {
  const kinds = { programs: randomProgram, expressions: randomExpressions } as const;
  test.each(([64, 32] as Bits[]).flatMap(bits => (['programs', 'expressions'] as const).map(kind => ({ bits, kind }))))('$kind in ELF$bits', ({ bits, kind }) => {
    const found: unknown[] = [];
    for (let seed = first; seed < first + rounds; seed++) {
      const { differences, text } = settle(kinds[kind](seeded(seed * 7919 + 13), { lines: 25, bits }), bits);
      if (differences.length > 0) found.push({ seed, differences, text: reduce(text, bits) });
    }
    expect(found).toEqual([]);
  }, rounds * 2000);
});
