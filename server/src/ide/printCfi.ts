// SPDX-License-Identifier: GPL-2.0-or-later
// `print cfi`: one line per source line with its state, for a split window beside the source.

import type { Analysis } from '../analysis/analyse.ts';
import { columnText, lineStates } from './lineStates.ts';

export function printCfi(analysis: Analysis): string {
  const lines: string[] = new Array<string>(lineCount(analysis)).fill('');
  for (const state of lineStates(analysis)) lines[state.line] = columnText(state);
  return lines.map(line => `${line}\n`).join('');
}

function lineCount(analysis: Analysis): number {
  const { text, lineStarts } = analysis.source;
  return text.endsWith('\n') ? lineStarts.length - 1 : lineStarts.length;
}
