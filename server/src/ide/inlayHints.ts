// SPDX-License-Identifier: GPL-2.0-or-later
// The quiet column: a hint at the line's end, only where the state changes, aligned.

import type { Analysis } from '../analysis/analyse.ts';
import { columnText, lineStates } from './lineStates.ts';

export interface InlayHint {
  /** Offset in the main file: the end of the line's text. */
  readonly offset: number;
  /** 0-based. */
  readonly line: number;
  readonly text: string;
  /** Blanks in front, so that hints stand under each other. */
  readonly padding: number;
}

/** Column (with tabs of 8) where hints begin, unless a line is longer. */
const column = 48;

export function inlayHints(analysis: Analysis, firstLine = 0, lastLine = Infinity): InlayHint[] {
  const hints: InlayHint[] = [];
  for (const state of lineStates(analysis)) {
    if (!state.changed || state.line < firstLine || state.line > lastLine) continue;
    const start = analysis.source.lineStarts[state.line]!;
    const width = widthOf(analysis.source.text, start, state.end);
    hints.push({ offset: state.end, line: state.line, text: columnText(state), padding: Math.max(2, column - width) });
  }
  return hints;
}

function widthOf(text: string, start: number, end: number): number {
  let width = 0;
  for (let i = start; i < end; i++) width = text[i] === '\t' ? (width | 7) + 1 : width + 1;
  return width;
}
