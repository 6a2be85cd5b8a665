// SPDX-License-Identifier: GPL-2.0-or-later
// Our object against the assembler's, our rows and messages against objtool's: every difference as one line of text.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { disk } from '../../server/src/project/disk.ts';
import type { ObjectFile, ObjectSymbol } from '../../server/src/object/objectFile.ts';
import { printObjtoolOptions } from '../../server/src/objtool/options.ts';
import { printFindings, printOrc } from '../../server/src/objtool/print.ts';
import { createWorkspace, openFile, type Analysed } from '../../server/src/workspace.ts';
import { readElf } from '../objtool/readElf.ts';
import { objtoolOf, type KernelObject } from './tree.ts';

export interface Comparison {
  readonly source: string;
  readonly differences: readonly string[];
  readonly instructions: number;
  readonly rows: number;
  /** Statements that could not be understood. */
  readonly notChecked: number;
  readonly milliseconds: number;
}

/** Made of the symbol and string tables and notes that the comparison leaves out. */
const leftOut = /^\.(symtab|strtab|shstrtab|debug_.*|note\.gnu\.property)$/;

export function compare({ source, object }: KernelObject, objtool = objtoolOf()): Comparison {
  const workspace = createWorkspace(disk);
  const start = performance.now();
  const opened = openFile(workspace, source);
  const milliseconds = performance.now() - start;
  if (!opened || opened.kind === 'not-analysed') return { source, differences: [`not analysed: ${opened?.reason ?? 'no such file'}`], instructions: 0, rows: 0, notChecked: 1, milliseconds };
  const errors = opened.analysis.diagnostics.filter(d => d.severity === 'error');
  const differences = [
    ...errors.slice(0, 5).map(d => `${d.code}: ${d.message}`),
    ...compareObject(opened.analysis.object, readElf(object)),
    ...(opened.configuration.objtool.runs ? compareObjtool(opened, object, objtool) : []),
  ];
  return { source, differences, instructions: opened.analysis.checked.instructions.length, rows: opened.analysis.rows.length, notChecked: errors.length, milliseconds };
}

export function compareObject(ours: ObjectFile, theirs: ObjectFile): string[] {
  const differences: string[] = [];
  const names = (object: ObjectFile) => object.sections.map(s => s.name).filter(name => !leftOut.test(name)).join(' ');
  if (names(ours) !== names(theirs)) differences.push(`sections: ${names(ours)} instead of ${names(theirs)}`);
  const seen = new Map<string, number>();
  for (const their of theirs.sections) {
    // Several sections may have one name (.group).
    const nth = seen.get(their.name) ?? 0;
    seen.set(their.name, nth + 1);
    const our = ours.sections.filter(s => s.name === their.name)[nth];
    if (!our || leftOut.test(their.name)) continue;
    for (const field of ['type', 'flags', 'align', 'entsize', 'size'] as const) {
      if (our[field] !== their[field]) differences.push(`${their.name}: ${field} ${our[field]} instead of ${their[field]}`);
    }
    const at = firstDifference(our.bytes, their.bytes);
    if (at >= 0) differences.push(`${their.name}+0x${at.toString(16)}: ${hex(our.bytes, at)} instead of ${hex(their.bytes, at)} (${statementText(ours, their.name, at)})`);
    differences.push(...firstOf(`${their.name} relocations`, relocations(ours, our), relocations(theirs, their)));
  }
  differences.push(...firstOf('symbols', ours.symbols.map(s => symbolText(ours, s)), theirs.symbols.map(s => symbolText(theirs, s))));
  return differences;
}

function compareObjtool({ analysis, configuration }: Analysed, object: string, objtool: string): string[] {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'unwind-lens-'));
  try {
    const copy = path.join(folder, path.basename(object));
    fs.copyFileSync(object, copy);
    const run = spawnSync(objtool, [...printObjtoolOptions(configuration.objtool.options).split(' '), path.basename(copy)], { cwd: folder, encoding: 'utf8' });
    const dump = spawnSync(objtool, ['--dump=orc', path.basename(copy)], { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 });
    const messages = printFindings(path.basename(copy), { findings: [...analysis.parity.findings, ...analysis.orcFindings] }, analysis.inputs.rules);
    return [
      ...firstOf('messages', lines(messages), lines(run.stderr)),
      ...firstOf('rows', lines(printOrc(analysis.object, analysis.rows, analysis.inputs.rules)), lines(dump.stdout)),
    ];
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

function lines(text: string): string[] { return text.split('\n').filter(line => line !== ''); }

function firstOf(what: string, ours: readonly string[], theirs: readonly string[]): string[] {
  const at = theirs.findIndex((line, i) => line !== ours[i]);
  if (at >= 0) return [`${what} [${at}]: ${ours[at] ?? '(none)'} instead of ${theirs[at]} (${ours.length} of ${theirs.length})`];
  return ours.length > theirs.length ? [`${what} [${theirs.length}]: ${ours[theirs.length]} too many`] : [];
}

function relocations(object: ObjectFile, section: ObjectFile['sections'][number]): string[] {
  return section.relocations.map(r => `${r.offset.toString(16)} ${r.type} ${object.symbols[r.symbol]?.name ?? ''}+${r.addend}`);
}

function symbolText(object: ObjectFile, s: ObjectSymbol): string {
  const section = typeof s.section === 'number' ? object.sections[s.section]?.name : s.section;
  return `${s.name} ${section} ${s.value} ${s.size} ${s.type} ${s.binding} ${s.visibility}`;
}

function firstDifference(a: Uint8Array, b: Uint8Array): number {
  const length = Math.max(a.length, b.length);
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return i;
  return -1;
}

function hex(bytes: Uint8Array, at: number): string { return Buffer.from(bytes.subarray(at, at + 8)).toString('hex'); }

function statementText(object: ObjectFile, name: string, at: number): string {
  const spans = object.sections.find(s => s.name === name)?.spans ?? [];
  return spans.findLast(span => span.offset <= at)?.statement.source.text ?? '';
}
