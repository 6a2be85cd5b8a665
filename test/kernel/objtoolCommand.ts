// SPDX-License-Identifier: GPL-2.0-or-later
// Runs any generation of objtool: one command with actions (5.18 and later), or `check` and `orc generate` (before). What the tool at
// hand has no option for is left out, so a comparison asks ours for no more.

import { spawnSync } from 'node:child_process';
import { noOptions, objtoolWords, parseObjtoolOptions } from '../../server/src/objtool/options.ts';
import type { ObjtoolOptions } from '../../server/src/objtool/rules.ts';

export interface ObjtoolCommand { readonly words: readonly string[]; readonly options: ObjtoolOptions }

export interface ObjtoolRun { readonly signal: string | null; readonly messages: string; readonly orc: string }

/** The words for these options, and the options that the words really are. */
export function objtoolCommand(tool: string, options: ObjtoolOptions): ObjtoolCommand {
  const { old, known } = usageOf(tool);
  // Newer tools disassemble in backtraces.
  if (!old) { const asked = known.has('--disas') ? { ...options, backtrace: false } : options; return { words: objtoolWords(asked), options: asked }; }
  const kept = objtoolWords(options).filter(word => known.has(word) && !ofVmlinux.has(word));
  const words = [...(options.orc ? ['orc', 'generate'] : ['check']), ...kept, ...(options.stackval ? [] : ['--no-fp'])];
  const read = parseObjtoolOptions(words);
  if ('error' in read) throw new Error(read.error);
  return { words, options: { ...noOptions, ...read } };
}

/** Checks the object in place and prints its rows. */
export function runObjtool(tool: string, { words }: ObjtoolCommand, folder: string, object: string): ObjtoolRun {
  const run = spawnSync(tool, [...words, object], { cwd: folder, encoding: 'utf8', timeout: 120_000 });
  const dump = spawnSync(tool, [...(usageOf(tool).old ? ['orc', 'dump'] : ['--dump=orc']), object], { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 });
  return { signal: run.signal, messages: run.stderr, orc: dump.stdout };
}

/** What the old tool did only for all of vmlinux, in a run of its own. */
const ofVmlinux: ReadonlySet<string> = new Set(['--noinstr', '--unret', '--duplicate', '--ibt']);

const usages = new Map<string, { readonly old: boolean; readonly known: ReadonlySet<string> }>();

function usageOf(tool: string): { readonly old: boolean; readonly known: ReadonlySet<string> } {
  let usage = usages.get(tool);
  if (!usage) {
    const { stdout, stderr } = spawnSync(tool, ['check', '-h'], { encoding: 'utf8' });
    const text = stdout + stderr;
    usage = { old: /objtool check /.test(text), known: new Set(text.match(/--[a-z][a-z-]*/g)) };
    usages.set(tool, usage);
  }
  return usage;
}
