// SPDX-License-Identifier: GPL-2.0-or-later
// `unwind-lens unwind FILE:LINE`: what a backtrace from an interrupt there would find.

import { sitesOf, sitesOn } from '../analysis/sites.ts';
import type { Analysis } from '../analysis/analyse.ts';
import { interruptAt, renderBacktraces } from '../ide/unwind.ts';
import { complainTo, open, workspaceFor, type CommandOptions } from './options.ts';

export function unwindAt(place: string, options: CommandOptions): number {
  const match = /^(.*):(\d+)$/.exec(place);
  if (!match) { complainTo(process.stderr, `${place}: expected FILE:LINE`); return 2; }
  const [, file, line] = match, opened = open(workspaceFor(options), file!);
  if (!opened) { complainTo(process.stderr, `cannot read ${file}`); return 2; }
  if (opened.kind === 'not-analysed') { complainTo(process.stderr, `${file}: not analysed: ${opened.reason}`); return 2; }
  const instruction = instructionOn(opened.analysis, Number(line) - 1);
  const traces = instruction === undefined ? undefined : interruptAt(opened.analysis, instruction);
  if (!traces) { complainTo(process.stderr, `${place}: no instruction there`); return 1; }
  process.stdout.write(options.format === 'json' ? `${JSON.stringify(traces)}\n` : renderBacktraces(traces));
  return 0;
}

/** A line's own instruction before what its macro calls become. */
export function instructionOn(analysis: Analysis, line: number): number | undefined {
  const sites = sitesOn(sitesOf(analysis), analysis.source, line);
  return (sites.find(site => site.kind === 'spelled') ?? sites.find(site => site.kind === 'call') ?? sites[0])?.instances[0]?.instructions[0];
}
