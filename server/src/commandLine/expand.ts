// SPDX-License-Identifier: GPL-2.0-or-later
// `unwind-lens expand FILE:LINE[:COLUMN]`: what the macro call there becomes, each instruction with the state in front of it.

import { expansionTree, printExpansion } from '../ide/expansionTree.ts';
import { complainTo, open, workspaceFor, type CommandOptions } from './options.ts';

export interface ExpandOptions extends CommandOptions { readonly levels?: number }

export function expandAt(place: string, options: ExpandOptions): number {
  const match = /^(.*?):(\d+)(?::(\d+))?$/.exec(place);
  if (!match) { complainTo(process.stderr, `${place}: say FILE:LINE or FILE:LINE:COLUMN`); return 2; }
  const [, file = '', line = '', column] = match;
  const opened = open(workspaceFor(options), file);
  if (!opened) { complainTo(process.stderr, `cannot read ${file}`); return 2; }
  if (opened.kind === 'not-analysed') { complainTo(process.stderr, `${file}: not analysed: ${opened.reason}`); return 2; }
  const { analysis } = opened, start = analysis.source.lineStarts[Number(line) - 1];
  if (start === undefined) { complainTo(process.stderr, `${file} has no line ${line}`); return 2; }
  const tree = expansionTree(analysis, Number(line) - 1, column === undefined ? undefined : start + Number(column) - 1);
  if (!tree) { complainTo(process.stderr, `${place}: there is no macro call that becomes statements`); return 1; }
  process.stdout.write(printExpansion(tree, options.levels ?? Infinity));
  return 0;
}
