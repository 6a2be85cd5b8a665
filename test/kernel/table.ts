// SPDX-License-Identifier: GPL-2.0-or-later
// How exact are we, on which kernel? For each build one row of a table: how many objects agree with the assembler and with that
// kernel's objtool in each respect, and how much could not be checked. Differences follow the table. `node test/kernel/run.mjs table [BUILD...]`

import path from 'node:path';
import { compare, type Comparison, type Subject } from './compareObjects.ts';
import { kernelObjects, preparedBuilds, sourcesOf } from './tree.ts';

const subjects: readonly Subject[] = ['sections', 'relocations', 'symbols', 'rows', 'messages', 'other options'];

/** Builds as arguments, else all that prepare.sh has made. Exit status 1 if anything differs. */
const named = process.argv.slice(2);
const builds = named.length > 0 ? named.map(build => path.resolve(build)) : preparedBuilds();
const explained: string[] = [];
console.log(row(['build', 'objects', 'by objtool', ...subjects, 'instructions', 'rows', 'not checked']));
for (const build of builds) {
  const compared = kernelObjects(build).map(object => compare(object));
  console.log(row([path.basename(build), String(compared.length), String(compared.filter(({ asked }) => asked).length), ...subjects.map(subject => share(compared, subject)), String(sum(compared, 'instructions')), String(sum(compared, 'rows')),
    `${(100 * sum(compared, 'notChecked') / sum(compared, 'statements')).toFixed(2)} %`]));
  for (const { source, differences } of compared) {
    for (const difference of differences) explained.push(`${path.basename(build)} ${path.relative(sourcesOf(build), source)}: ${difference.text}`);
  }
}
for (const line of explained) console.log(line);
process.exitCode = explained.length > 0 ? 1 : 0;

function share(compared: readonly Comparison[], subject: Subject): string {
  const equal = compared.filter(({ differences }) => !differences.some(difference => difference.subject === subject || difference.subject === 'analysis')).length;
  return equal === compared.length ? '100 %' : `${equal} (${(100 * equal / compared.length).toFixed(1)} %)`;
}

function sum(compared: readonly Comparison[], what: 'instructions' | 'rows' | 'statements' | 'notChecked'): number {
  return compared.reduce((total, comparison) => total + comparison[what], 0);
}

function row(cells: readonly string[]): string { return cells.map((cell, i) => i === 0 ? cell.padEnd(24) : cell.padStart(14)).join(''); }
