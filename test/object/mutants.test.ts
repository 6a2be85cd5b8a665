// SPDX-License-Identifier: GPL-2.0-or-later
// Valid statements with one thing changed: what `as` refuses is refused here on the same line, what it accepts is accepted. Instructions and
// directives are counted apart; MUTANTS and MUTANTS_SEED make it longer or different.

import { describe, expect, test } from 'vitest';
import { formsOf, randomStatement, seeded } from '../x86/randomStatements.ts';
import { mutate, statements, verdict } from './mutants.ts';
import { hasAssembler } from '../installed.ts';

const count = Number(process.env['MUTANTS'] ?? 400), seed = Number(process.env['MUTANTS_SEED'] ?? 1);

describe.skipIf(!hasAssembler)('mutants', () => {
  test.each(['directives', 'instructions'] as const)('of %s', kind => {
    const allowed = Number(process.env['MUTANTS_ALLOWED'] ?? 0.01);
    const random = seeded(seed * 31 + 7), forms = formsOf('integer', 64), wrong: string[] = [];
    for (let i = 0; i < count; i++) {
      const found = verdict(mutate(kind === 'directives' ? random.pick(statements) : randomStatement(random.pick(forms), 64, random), random));
      if (found !== '') wrong.push(found);
    }
    expect({ wrong, share: wrong.length / count <= allowed }).toEqual({ wrong: wrong.length / count <= allowed ? wrong : [], share: true });
  }, count * 500);
});
