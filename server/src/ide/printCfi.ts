// SPDX-License-Identifier: GPL-2.0-or-later
// `print cfi`: one line per source line with its state, for a split window beside the source.

import type { Analysis } from '../analysis/analyse.ts';
import { columnText, lineStates } from './lineStates.ts';
import { framePointerWord } from './unwind.ts';

/** `framePointer`: behind it, what a walk along frame pointers would find from there. */
export function printCfi(analysis: Analysis, { framePointer = false } = {}): string {
  const lines: string[] = new Array<string>(lineCount(analysis)).fill(''), states = lineStates(analysis);
  const width = Math.min(40, Math.max(0, ...states.map(state => columnText(state).length)));
  for (const state of states) {
    const word = framePointer ? framePointerWord(analysis, state.first) : undefined;
    lines[state.line] = word === undefined ? columnText(state) : `${columnText(state).padEnd(width)}  fp: ${word}`;
  }
  return lines.map(line => `${line}\n`).join('');
}

function lineCount(analysis: Analysis): number {
  const { text, lineStarts } = analysis.source;
  return text.endsWith('\n') ? lineStarts.length - 1 : lineStarts.length;
}
