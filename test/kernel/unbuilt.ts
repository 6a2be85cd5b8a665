// SPDX-License-Identifier: GPL-2.0-or-later
// What does a tree tell that nobody has built? For each version, every object's source is opened as in a fresh clone: once with the
// built tree's .config and nothing else, once without. The state shown on each line is compared with what the built tree shows. A line
// that only one of the two assembles says that the configurations differ, and is counted apart.
// `node test/kernel/run.mjs unbuilt [BUILD...]`

import path from 'node:path';
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { lineStates } from '../../server/src/ide/lineStates.ts';
import { disk } from '../../server/src/project/disk.ts';
import type { FileSystem } from '../../server/src/project/fileSystem.ts';
import { createWorkspace, openFile, type Analysed } from '../../server/src/workspace.ts';
import { kernelObjects, sourcesOf } from './tree.ts';

const kernels = fileURLToPath(new URL('../../.cache/kernel', import.meta.url));

const named = process.argv.slice(2);
const trees = named.length > 0 ? named.map(tree => path.resolve(tree)) : fs.readdirSync(kernels).filter(name => name.startsWith('linux-source-')).sort().map(name => path.join(kernels, name));
const odd: string[] = [];
for (const tree of trees) {
  measure(tree, true);
  // Nothing tells a bare tree which of its builds is meant.
  if (sourcesOf(tree) === tree) measure(tree, false);
}
for (const line of odd) console.log(line);

interface Count { files: number; lines: number; equal: number; onlyBuilt: number; onlyUnbuilt: number; statements: number; notChecked: number }

function measure(build: string, withConfig: boolean): void {
  const tree = sourcesOf(build), clone = asCloned(tree, withConfig ? fs.readFileSync(path.join(build, '.config'), 'utf8') : undefined);
  const all: Count = { files: 0, lines: 0, equal: 0, onlyBuilt: 0, onlyUnbuilt: 0, statements: 0, notChecked: 0 };
  const entry: Count = { ...all };
  for (const { source } of kernelObjects(build)) {
    // Made by the build (perl): a fresh clone does not have it.
    if (fs.existsSync(source.replace(/\.S$/, '.pl'))) continue;
    const counts = source.endsWith('/entry/entry_64.S') ? [all, entry] : [all];
    const built = openFile(createWorkspace(disk, tree === build ? {} : { build }), source), unbuilt = openFile(createWorkspace(clone), source);
    if (built?.kind !== 'analysed' || unbuilt?.kind !== 'analysed') { odd.push(`${source}: ${unbuilt?.kind === 'not-analysed' ? unbuilt.reason : 'not analysed'}`); continue; }
    // kbuild was told to make a file that the tree makes in the other mode only: nothing agrees, which is a difference of configurations.
    if (built.configuration.mode !== unbuilt.configuration.mode) { odd.push(`${source}: built as ${built.configuration.mode}-bit code, by its Makefile ${unbuilt.configuration.mode}-bit`); continue; }
    for (const count of counts) compareLines(count, built, unbuilt, `${path.basename(build)} ${withConfig ? '.config only' : 'no .config'}`, count === all);
  }
  for (const [name, count] of [['all objects', all], ['entry_64.S', entry]] as const) {
    console.log(`${path.basename(build)}, ${withConfig ? 'with .config only' : 'without .config'}, ${name}: ${count.equal} of ${count.lines} lines equal (${(100 * count.equal / count.lines).toFixed(2)} %), `
      + `only in the built ${count.onlyBuilt}, only in the unbuilt ${count.onlyUnbuilt}; not checked ${count.notChecked} of ${count.statements} statements (${(100 * count.notChecked / count.statements).toFixed(2)} %)`);
  }
}

function compareLines(count: Count, built: Analysed, unbuilt: Analysed, what: string, tell: boolean): void {
  const theirs = labels(built), ours = labels(unbuilt);
  const name = unbuilt.analysis.source.path;
  let told = 0;
  for (const [line, label] of theirs) {
    const our = ours.get(line);
    if (our === undefined) { count.onlyBuilt++; continue; }
    count.lines++;
    if (our === label) count.equal++;
    else if (tell && told++ < 3) odd.push(`${what} ${name}:${line + 1}: ${our} instead of ${label}`);
  }
  for (const line of ours.keys()) if (!theirs.has(line)) count.onlyUnbuilt++;
  const errors = unbuilt.analysis.diagnostics.filter(diagnostic => diagnostic.severity === 'error');
  if (tell) for (const error of errors.slice(0, 3)) odd.push(`${what} ${name}: ${error.message}`);
  count.files++;
  count.statements += unbuilt.analysis.listing.statements.length;
  count.notChecked += errors.length;
}

function labels(opened: Analysed): Map<number, string> {
  return new Map(lineStates(opened.analysis).map(state => [state.line, `${state.label} ${state.saved}`.trim()]));
}

/** The same folder without anything that a build leaves, and without neighbours that might be its build. */
function asCloned(tree: string, config: string | undefined): FileSystem {
  const hidden = (file: string) => !file.startsWith(`${tree}/`) ? file.startsWith(`${path.dirname(tree)}/`)
    : /\/include\/(generated|config)(\/|$)|\/\.[^/]*\.cmd$|\/kvm-asm-offsets\.h$|\/[vz]offset\.h$|\/capflags\.c$|\.o$|\/compile_commands\.json$/.test(file) || file === `${tree}/.config`;
  const isConfig = (file: string) => config !== undefined && file === `${tree}/.config`;
  return {
    readFile: file => isConfig(file) ? config : hidden(file) ? undefined : disk.readFile(file),
    exists: file => isConfig(file) || (!hidden(file) && disk.exists(file)),
    list: directory => directory === path.dirname(tree) ? [path.basename(tree)] : disk.list(directory).filter(name => !hidden(`${directory}/${name}`)),
    stat: file => isConfig(file) ? { kind: 'file', mtime: 1, size: config!.length } : hidden(file) ? undefined : disk.stat(file),
  };
}
