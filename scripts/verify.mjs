// SPDX-License-Identifier: GPL-2.0-or-later
// `npm run verify`: everything that can be checked with Node alone, in the order in which it is cheapest to fail. Works from a bare
// clone; node_modules is installed as package-lock.json says if it is missing.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

const STEPS = [
  ['install', 'npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], () => fs.existsSync(path.join(root, 'node_modules/vitest'))],
  ['lint', 'npx', ['eslint', '.']],
  ['typecheck', 'npx', ['tsc', '--noEmit', '-p', '.']],
  ['build', process.execPath, ['scripts/build.mjs', '--quiet']],
  ['unit tests', 'npx', ['vitest', 'run', '--project', 'unit']],
];

for (const [name, command, args, done] of STEPS) {
  if (done?.()) continue;
  const started = Date.now();
  console.log(`== ${name}`);
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (error) console.error(error.message);
  if (status !== 0) {
    console.error(`== ${name} failed`);
    process.exit(status || 1);
  }
  console.log(`== ${name}: ${((Date.now() - started) / 1000).toFixed(1)} s`);
}
