// SPDX-License-Identifier: GPL-2.0-or-later
// The long form of mutations.test.ts: `node test/kernel/run.mjs mutationReport [seed=1] [mutants=100000] [findings=1000] [fixEvery=1]
// [largest=20000] [operators=swap,delete] [BUILD...]`. The report lies in .cache/mutations-SEED.txt and is rewritten as the run goes on.

import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { printTally, runMutants, type Tally } from './runMutants.ts';
import { kernelBuild } from './tree.ts';

const words = process.argv.slice(2), named = new Map(words.filter(word => word.includes('=')).map(word => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]));
const number = (name: string, otherwise: number) => Number(named.get(name) ?? otherwise);
const builds = words.filter(word => !word.includes('=')).map(word => path.resolve(word));
const seed = number('seed', 1), report = fileURLToPath(new URL(`../../.cache/mutations-${seed}.txt`, import.meta.url));
const text = (tally: Tally) => [printTally(tally), '', 'differences:', ...tally.differences, '', 'first fixes that do not give the file back:', ...tally.unrestored, ''].join('\n');
const tally = await runMutants(
  { seed, builds: builds.length > 0 ? builds : [kernelBuild], mutants: number('mutants', 100_000), findings: number('findings', 1000), fixEvery: number('fixEvery', 1), largest: number('largest', 20_000), operators: named.get('operators')?.split(',') ?? [] },
  made => { fs.writeFileSync(report, text(made)); });
console.log(printTally(tally));
