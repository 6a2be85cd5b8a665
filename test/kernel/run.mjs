// SPDX-License-Identifier: GPL-2.0-or-later
// Runs a script of this folder: `node test/kernel/run.mjs table [BUILD...]`. It is bundled next to itself in .cache/ first, so that it
// sees the sources as the product does.

import { build } from 'esbuild';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { esbuildHeaders } from '../../scripts/headers.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const [script, ...rest] = process.argv.slice(2);
if (!script) throw new Error('usage: run.mjs SCRIPT [ARGUMENT...]');
// Two levels below the root, as the sources are: their paths are relative to themselves.
const outfile = path.join(root, '.cache/scripts', `${script}.mjs`);
await build({
  entryPoints: [path.join(root, 'test/kernel', `${script}.ts`)], outfile, bundle: true, platform: 'node', format: 'esm', target: 'node20',
  external: ['iced-x86'], plugins: [esbuildHeaders()], logLevel: 'warning',
});
process.argv = [process.argv[0], outfile, ...rest];
await import(pathToFileURL(outfile).href);
