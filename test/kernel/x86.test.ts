// SPDX-License-Identifier: GPL-2.0-or-later
// Every distinct instruction statement of the kernel tree's built assembly, lowered and assembled by `as`, each by itself; and such statements
// with something changed. MUTANTS and MUTANTS_SEED make that longer or different.

import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { scrub } from '../../server/src/gas/scrub.ts';
import { lower } from '../../server/src/x86/lower.ts';
import { mutate } from '../object/mutants.ts';
import { bareContext, difference } from '../x86/compare.ts';
import { hasAssembler } from '../installed.ts';
import { assembleEach } from '../x86/gas.ts';
import { seeded, type Random } from '../x86/randomStatements.ts';
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

const seed = Number(process.env['MUTANTS_SEED'] ?? 1), mutants = Number(process.env['MUTANTS'] ?? 3000);

for (const mode of [64, 32] as const) {
  test.skipIf(!available)(`${mode}-bit statements with a part of another in place of one of their own, or a character changed`, () => {
    const corpus = kernelStatements().statements, pool = corpus[mode].length > 50 ? corpus[mode] : corpus[64], random = seeded(seed * 7 + mode), made = new Set<string>();
    while (made.size < mutants) {
      // As the scrubber leaves it: of blanks only what means something.
      const text = scrub(mutated(random, pool), { inComment: false }).text.trim();
      // Labels, directives, strings and comments are others' affair; a sign in front of a register is not supported, which is said.
      if (text !== '' && !/[:;=#"'\\\n@/{]|^\s*\.|\d[bf]\b|[-~!+]%/.test(text)) made.add(text);
    }
    const statements = [...made], theirs = assembleEach(statements, mode), context = bareContext(mode);
    const wrong = statements.flatMap((statement, i) => { const text = difference(lower(statement, context), theirs[i]!); return text ? [`${statement}: ${text}`] : []; });
    console.log(`${mode}-bit: ${statements.length - wrong.length} of ${statements.length} mutants equal, ${theirs.filter(result => result.error).length} rejected by as`);
    expect(wrong).toEqual([]);
  });
}

function mutated(random: Random, pool: readonly string[]): string {
  if (random.chance(0.4)) return mutate(random.pick(pool), random);
  const parts = (text: string): string[] => text.split(/(?<=[ ,()$])/), own = parts(random.pick(pool));
  own[random.below(own.length)] = random.pick(parts(random.pick(pool)));
  return own.join('');
}
