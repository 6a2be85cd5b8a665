// SPDX-License-Identifier: GPL-2.0-or-later
// Our object against the assembler's, our rows and messages against objtool's: every difference as one line of text.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { disk } from '../../server/src/project/disk.ts';
import type { Overrides } from '../../server/src/project/configuration.ts';
import type { ObjectFile, ObjectSymbol } from '../../server/src/object/objectFile.ts';
import { parseObjtoolOptions } from '../../server/src/objtool/options.ts';
import type { ObjtoolOptions } from '../../server/src/objtool/rules.ts';
import { check } from '../../server/src/objtool/check.ts';
import { orc } from '../../server/src/objtool/orc.ts';
import { printFindings, printOrc } from '../../server/src/objtool/print.ts';
import { decode } from '../../server/src/x86/decode.ts';
import { createWorkspace, openFile, type Analysed } from '../../server/src/workspace.ts';
import { readElf } from '../objtool/readElf.ts';
import { assembled } from './assembled.ts';
import { objtoolCommand, runObjtool } from './objtoolCommand.ts';
import { objtoolOf, sourcesOf, type KernelObject } from './tree.ts';

/** `analysis`: errors where the assembler has none, or no analysis at all; `sections`: their names, headers and bytes. */
export type Subject = 'analysis' | 'sections' | 'relocations' | 'symbols' | 'messages' | 'rows' | 'other options';

export interface Difference { readonly subject: Subject; readonly text: string }

export interface Comparison {
  readonly source: string;
  readonly differences: readonly Difference[];
  readonly statements: number;
  readonly instructions: number;
  readonly rows: number;
  /** That kernel's objtool was asked; there is none for 32-bit kernels. */
  readonly asked: boolean;
  /** Statements that could not be understood. */
  readonly notChecked: number;
  readonly milliseconds: number;
}

/** Made of the symbol and string tables and notes that the comparison leaves out. */
const leftOut = /^\.(symtab|strtab|shstrtab|debug_.*|note\.gnu\.property)$/;

/** `overrides`: what a user would have to say; nothing, it is hoped. */
export function compare({ source, object, build }: KernelObject, overrides: Overrides = sourcesOf(build) === build ? {} : { build }): Comparison {
  const workspace = createWorkspace(disk, overrides);
  const start = performance.now();
  const opened = openFile(workspace, source);
  const milliseconds = performance.now() - start;
  if (!opened || opened.kind === 'not-analysed') return { source, differences: [{ subject: 'analysis', text: `not analysed: ${opened?.reason ?? 'no such file'}` }], statements: 1, instructions: 0, rows: 0, asked: false, notChecked: 1, milliseconds };
  const asked = opened.analysis.object.machine !== 'i386' && fs.existsSync(objtoolOf(build));
  const theirs = assembled({ source, object, build });
  const errors = opened.analysis.diagnostics.filter(d => d.severity === 'error');
  const differences = [
    ...errors.slice(0, 5).map(d => ({ subject: 'analysis' as const, text: `${d.code}: ${d.message}` })),
    ...compareObject(opened.analysis.object, readElf(theirs)),
    ...(asked ? compareObjtool(opened, theirs, objtoolOf(build)) : []),
  ];
  return { source, differences, statements: opened.analysis.listing.statements.length, instructions: opened.analysis.checked.instructions.length, rows: opened.analysis.rows.length, asked, notChecked: errors.length, milliseconds };
}

export function compareObject(ours: ObjectFile, theirs: ObjectFile): Difference[] {
  const differences: Difference[] = [];
  const names = (object: ObjectFile) => object.sections.map(s => s.name).filter(name => !leftOut.test(name)).join(' ');
  if (names(ours) !== names(theirs)) differences.push({ subject: 'sections', text: `sections: ${names(ours)} instead of ${names(theirs)}` });
  const seen = new Map<string, number>();
  for (const their of theirs.sections) {
    // Several sections may have one name (.group).
    const nth = seen.get(their.name) ?? 0;
    seen.set(their.name, nth + 1);
    const our = ours.sections.filter(s => s.name === their.name)[nth];
    if (!our || leftOut.test(their.name)) continue;
    for (const field of ['type', 'flags', 'align', 'entsize', 'size'] as const) {
      if (our[field] !== their[field]) differences.push({ subject: 'sections', text: `${their.name}: ${field} ${our[field]} instead of ${their[field]}` });
    }
    const at = firstDifference(our.bytes, their.bytes);
    if (at >= 0) differences.push({ subject: 'sections', text: `${their.name}+0x${at.toString(16)}: ${hex(our.bytes, at)} instead of ${hex(their.bytes, at)} (${statementText(ours, their.name, at)})` });
    differences.push(...firstOf('relocations', `${their.name} relocations`, relocations(ours, our), relocations(theirs, their)));
  }
  differences.push(...firstOf('symbols', 'symbols', ours.symbols.map(s => symbolText(ours, s)), theirs.symbols.map(s => symbolText(theirs, s))));
  return differences;
}

/** Sets of options that no build gives to these objects by themselves: what a link of a module or of vmlinux asks, and old kernels. */
const otherOptions: readonly string[] = [
  '--hacks=jump_label --hacks=noinstr --ibt --orc --retpoline --rethunk --static-call --uaccess --link --module',
  '--hacks=jump_label --hacks=noinstr --ibt --orc --retpoline --rethunk --sls --static-call --uaccess --noinstr --unret --link',
  '--orc --stackval --uaccess --sls --backtrace --mcount',
];

/** Runs objtool as kbuild does or would, had it not exempted the object, and with other options; `objtool` is that kernel's own. */
function compareObjtool(opened: Analysed, object: string, objtool: string): Difference[] {
  const own = compareRun(opened, object, objtool, opened.configuration.objtool.options);
  const others = otherOptions.flatMap(words => {
    const options = parseObjtoolOptions(words.split(' '));
    if ('error' in options) throw new Error(options.error);
    return compareRun(opened, object, objtool, options).map(({ text }) => ({ subject: 'other options' as const, text: `${words}: ${text}` }));
  });
  return [...own, ...others];
}

/** The real tool's messages and rows against ours, with those of the options that it knows. */
export function compareRun({ analysis }: Pick<Analysed, 'analysis'>, object: string, objtool: string, asked: ObjtoolOptions): Difference[] {
  const command = objtoolCommand(objtool, asked);
  const rules = { ...analysis.inputs.rules, options: command.options };
  const parity = check(analysis.object, rules, decode);
  const { entries, findings } = orc(analysis.object, parity, rules);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'unwind-lens-'));
  try {
    const copy = path.join(folder, path.basename(object));
    fs.copyFileSync(object, copy);
    const real = runObjtool(objtool, command, folder, path.basename(copy));
    // A crash is right where we say that there is one.
    if (real.signal !== null) return [...parity.findings, ...findings].some(({ code }) => code.startsWith('crash-')) ? [] : [{ subject: 'messages', text: `objtool died of ${real.signal}` }];
    const messages = printFindings(path.basename(copy), { findings: [...parity.findings, ...findings] }, rules);
    return [
      ...firstOf('messages', 'messages', lines(messages), lines(real.messages)),
      ...firstOf('rows', 'rows', lines(printOrc(analysis.object, entries, rules)), lines(real.orc)),
    ];
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

function lines(text: string): string[] { return text.split('\n').filter(line => line !== ''); }

function firstOf(subject: Subject, what: string, ours: readonly string[], theirs: readonly string[]): Difference[] {
  const at = theirs.findIndex((line, i) => line !== ours[i]);
  if (at >= 0) return [{ subject, text: `${what} [${at}]: ${ours[at] ?? '(none)'} instead of ${theirs[at]} (${ours.length} of ${theirs.length})` }];
  return ours.length > theirs.length ? [{ subject, text: `${what} [${theirs.length}]: ${ours[theirs.length]} too many` }] : [];
}

/** ELF32 keeps addends in the bytes, which are compared. */
function relocations(object: ObjectFile, section: ObjectFile['sections'][number]): string[] {
  return section.relocations.map(r => `${r.offset.toString(16)} ${r.type} ${object.symbols[r.symbol]?.name ?? ''}${object.machine === 'i386' ? '' : `+${r.addend}`}`);
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
