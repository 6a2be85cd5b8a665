// SPDX-License-Identifier: GPL-2.0-or-later
// Assembly that the build of vmlinux leaves aside: boot code, real mode, vdso, purgatory, and what the configuration disables. Each
// file is given to gcc with the flags that we derive for it, and both objects are compared.
// `node test/kernel/run.mjs others [BUILD...]`

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { disk } from '../../server/src/project/disk.ts';
import { createWorkspace, openFile } from '../../server/src/workspace.ts';
import { readElf } from '../objtool/readElf.ts';
import { compareObject } from './compareObjects.ts';
import { kernelObjects, sourcesOf } from './tree.ts';

const named = process.argv.slice(2);
const builds = named.length > 0 ? named.map(build => path.resolve(build)) : ['6.12', '6.1'].map(release => fileURLToPath(new URL(`../../.cache/kernel/linux-source-${release}`, import.meta.url)));
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'unwind-lens-others-'));
for (const build of builds) measure(build);
fs.rmSync(folder, { recursive: true });

function measure(build: string): void {
  const tree = sourcesOf(build), built = new Set(kernelObjects(build).map(object => object.source));
  const refused: string[] = [], told: string[] = [];
  let objects = 0, exact = 0;
  for (const entry of fs.readdirSync(path.join(tree, 'arch/x86'), { recursive: true, withFileTypes: true })) {
    const source = path.join(entry.parentPath, entry.name), name = path.relative(tree, source);
    if (!entry.name.endsWith('.S') || entry.name.endsWith('.lds.S') || built.has(source)) continue;
    const opened = openFile(createWorkspace(disk, tree === build ? {} : { build }), source);
    if (opened?.kind !== 'analysed') { refused.push(`${name}: ${opened?.reason}`); continue; }
    const { configuration, analysis } = opened;
    const made = path.join(folder, 'made.o');
    // Texts that stand in for generated headers are written where gcc looks first.
    const standIns = path.join(folder, 'stand-ins');
    fs.rmSync(standIns, { recursive: true, force: true });
    for (const [file, text] of configuration.standIns) {
      const below = path.relative(build, file).replace(/^\.unwind-lens-x86_32\//, '').replace(/^arch\/x86\/boot\//, '');
      fs.mkdirSync(path.dirname(path.join(standIns, below)), { recursive: true });
      fs.writeFileSync(path.join(standIns, below), text);
    }
    const run = spawnSync('gcc', ['-c', '-I', standIns, '-iquote', standIns, ...configuration.words, configuration.inputPath, '-o', made], { cwd: configuration.workingDirectory, encoding: 'utf8' });
    const errors = analysis.diagnostics.filter(diagnostic => diagnostic.severity === 'error');
    if (run.status !== 0) { refused.push(`${name}: gcc: ${/error: (.*)/i.exec(run.stderr)?.[1]}; we: ${errors[0]?.message ?? 'no error'}`); continue; }
    objects++;
    const differences = [...errors.slice(0, 3).map(error => error.message), ...compareObject(analysis.object, readElf(made)).map(difference => difference.text)];
    if (differences.length === 0) exact++;
    for (const difference of differences) told.push(`${name} (${configuration.mode} bits): ${difference}`);
  }
  console.log(`${path.basename(build)}: ${exact} of ${objects} other files equal; ${refused.length} could not be compared`);
  for (const line of [...told, ...refused]) console.log(`  ${line}`);
}
