// SPDX-License-Identifier: GPL-2.0-or-later
// Every distinct instruction statement of the kernel tree's built assembly, lowered and assembled by `as`, each by itself.

import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { lower } from '../../server/src/x86/lower.ts';
import { bareContext, difference } from '../x86/compare.ts';
import { assembleEach, hasAssembler } from '../x86/gas.ts';
import { kernelStatements, kernelTree } from './statements.ts';

const available = hasAssembler && existsSync(kernelTree);

for (const mode of [64, 32, 16] as const) {
  test.skipIf(!available)(`${mode}-bit statements of the tree are bytes of as`, () => {
    const statements = kernelStatements().statements[mode];
    const theirs = assembleEach(statements, mode), context = bareContext(mode);
    const wrong: string[] = [];
    statements.forEach((statement, i) => {
      const text = difference(lower(statement, context), theirs[i]!);
      if (text) wrong.push(`${statement}: ${text}`);
    });
    console.log(`${mode}-bit: ${statements.length - wrong.length} of ${statements.length} equal, ${theirs.filter(result => result.error).length} rejected by as`);
    expect(wrong.slice(0, 40)).toEqual([]);
  });
}
