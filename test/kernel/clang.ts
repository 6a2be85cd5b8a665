// SPDX-License-Identifier: GPL-2.0-or-later
// Clang's integrated assembler instead of GNU as: every object of a build is assembled by `clang -c` with the build's own flags, the
// build's objtool reads it, and its rows and messages are compared with ours for that command. Bytes are not: padding is clang's.
// `node test/kernel/run.mjs clang [BUILD...]`

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseCmdFile } from '../../server/src/project/cmdFile.ts';
import { compareObject, compareRun } from './compareObjects.ts';
import { disk } from '../../server/src/project/disk.ts';
import { createWorkspace, openFile } from '../../server/src/workspace.ts';
import { readElf } from '../objtool/readElf.ts';
import { kernelObjects, objtoolOf, sourcesOf } from './tree.ts';

const named = process.argv.slice(2);
const builds = named.length > 0 ? named.map(build => path.resolve(build)) : [fileURLToPath(new URL('../../.cache/kernel/linux-source-6.12', import.meta.url))];
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'unwind-lens-clang-'));
for (const build of builds) measure(build);
fs.rmSync(folder, { recursive: true });

function measure(build: string): void {
  let objects = 0, exact = 0, sameCode = 0;
  const told: string[] = [];
  for (const { source, object } of kernelObjects(build)) {
    const command = parseCmdFile(fs.readFileSync(path.join(path.dirname(object), `.${path.basename(object)}.cmd`), 'utf8'));
    if (!command) continue;
    const made = path.join(folder, path.basename(object));
    const flags = command.compile.slice(1).filter(word => !/^-Wp,-MM?D,/.test(word)).map((word, i, all) => all[i - 1] === '-o' ? made : word);
    const words = ['clang', '--target=x86_64-linux-gnu', '-fintegrated-as', '-Wno-unused-command-line-argument', ...flags];
    const run = spawnSync(words[0]!, words.slice(1), { cwd: build, encoding: 'utf8' });
    if (run.status !== 0) { told.push(`${object}: clang refuses: ${run.stderr.split('\n')[0]}`); continue; }
    objects++;
    const opened = openFile(createWorkspace(disk, { command: words.map(word => `'${word.replaceAll('\'', '\'\\\'\'')}'`).join(' '), ...(sourcesOf(build) === build ? {} : { build }) }), source);
    if (opened?.kind !== 'analysed') { told.push(`${source}: not analysed`); continue; }
    const differences = opened.configuration.objtool.runs ? compareRun(opened, made, objtoolOf(build), opened.configuration.objtool.options) : [];
    if (differences.length === 0) exact++;
    for (const difference of differences) told.push(`${path.relative(sourcesOf(build), source)}: ${difference.text}`);
    const code = compareObject(opened.analysis.object, readElf(made)).filter(({ subject, text }) => subject === 'sections' && !text.startsWith('sections:'));
    if (code.length === 0) sameCode++;
    else if (differences.length > 0) told.push(...code.slice(0, 2).map(({ text }) => `    ${text}`));
  }
  console.log(`${path.basename(build)}: ${objects} objects by clang, rows and messages equal in ${exact}, all bytes equal in ${sameCode}`);
  for (const line of told) console.log(line);
}
