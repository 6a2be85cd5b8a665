// SPDX-License-Identifier: GPL-2.0-or-later
// Random programs against the objtool of each prepared build: finds what a generation does in its own way where no file of that kernel shows
// it. `node test/kernel/run.mjs random [seed=1] [count=200] [BUILD...]`; exit status 1 if anything differs.

import fs from 'node:fs';
import path from 'node:path';
import { compareProgram } from './compareProgram.ts';
import { objtoolOf, preparedBuilds } from './tree.ts';

const number = (name: string, otherwise: number): number => Number(process.argv.find(word => word.startsWith(`${name}=`))?.slice(name.length + 1) ?? otherwise);
const seed = number('seed', 1), count = number('count', 200);
const named = process.argv.slice(2).filter(word => !/^(seed|count)=/.test(word)).map(build => path.resolve(build));

for (const build of named.length > 0 ? named : preparedBuilds().filter(prepared => fs.existsSync(objtoolOf(prepared)))) {
  const differing = Array.from({ length: count }, (_, i) => seed * 100_000 + i).map(own => ({ own, differences: compareProgram(build, own) })).filter(({ differences }) => differences.length > 0);
  console.log(`${path.basename(build).padEnd(24)} ${count - differing.length} of ${count}`);
  for (const { own, differences } of differing) console.log(differences.map(difference => `  ${own}: ${difference}`).join('\n'));
  if (differing.length > 0) process.exitCode = 1;
}
