// SPDX-License-Identifier: GPL-2.0-or-later
// Random statements of every form in the table, lowered here and assembled by the real `as`. FUZZ_SEED and FUZZ_ROUNDS choose which and
// how many per form, FUZZ_PREFIXED the share of them with a prefix or two.

import { expect, test } from 'vitest';
import { lower } from '../../server/src/x86/lower.ts';
import { bareContext, difference } from './compare.ts';
import { hasAssembler } from '../installed.ts';
import { assembleEach } from './gas.ts';
import { formsOf, randomStatement, seeded } from './randomStatements.ts';

const seed = Number(process.env['FUZZ_SEED'] ?? 1), rounds = Number(process.env['FUZZ_ROUNDS'] ?? 1), prefixed = Number(process.env['FUZZ_PREFIXED'] ?? 0.1);

for (const mode of [64, 32, 16] as const) {
  for (const family of ['integer', 'vector', 'x87'] as const) {
    test.skipIf(!hasAssembler)(`${mode}-bit ${family} statements are bytes of as`, () => {
      const random = seeded(seed * 1000 + mode), statements = new Set<string>();
      for (const code of formsOf(family, mode)) for (let i = 0; i < rounds; i++) statements.add(randomStatement(code, mode, random, prefixed));
      const list = [...statements], theirs = assembleEach(list, mode), context = bareContext(mode), wrong: string[] = [];
      list.forEach((statement, i) => {
        const text = difference(lower(statement, context), theirs[i]!);
        if (text) wrong.push(`${statement}  =>  ${text}`);
      });
      console.log(`${mode}-bit ${family}: ${list.length - wrong.length} of ${list.length} equal, ${theirs.filter(result => result.error).length} rejected by as`);
      expect(wrong).toEqual([]);
    });
  }
}
