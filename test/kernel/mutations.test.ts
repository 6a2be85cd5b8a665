// SPDX-License-Identifier: GPL-2.0-or-later
// Agreement on broken files. Random mistakes are made in the kernel's own files; gcc and the tree's objtool say what is wrong, and so do
// we. This is the short form; `node test/kernel/run.mjs mutationReport` goes on until 1,000 mutants have a finding.
//   SEED=1 MUTANTS=150      another sample

import { expect, test } from 'vitest';
import { printTally, runMutants } from './runMutants.ts';
import { kernelBuild } from './tree.ts';

const seed = Number(process.env['SEED'] ?? 1), mutants = Number(process.env['MUTANTS'] ?? 120);

test(`${mutants} mutants of seed ${seed}`, { timeout: 3_600_000 }, async () => {
  const tally = await runMutants({ seed, builds: [kernelBuild], mutants, findings: Infinity, fixEvery: Number(process.env['FIX_EVERY'] ?? 4), largest: 20_000 }, () => {});
  console.log(printTally(tally));
  expect(tally.differences.filter(line => /^#\d+ (silent|found|crashed)/.test(line))).toEqual([]);
  expect(tally.agreed.rejected).toBeGreaterThanOrEqual(0.97 * tally.all.rejected);
});
