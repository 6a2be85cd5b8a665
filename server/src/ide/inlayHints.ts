// SPDX-License-Identifier: GPL-2.0-or-later
// The quiet column: a hint at the line's end, only where the state changes, aligned. What a hint says is chosen when it is shown (hintText),
// since the same hints serve all settings.

import type { Analysis } from '../analysis/analyse.ts';
import { columnText, lineStates, type LineState } from './lineStates.ts';
import { signed, wordSize } from './stateWords.ts';

export interface InlayHint {
  /** Offset in the main file: the end of the line's text. */
  readonly offset: number;
  /** 0-based. */
  readonly line: number;
  readonly state: LineState;
  /** Columns that the line's text takes, with tabs of 8. */
  readonly width: number;
  /** It says what the macro call above has said already. */
  readonly repeats: boolean;
}

export interface HintStyle {
  /** 'full': CFA and registers saved since the last hint; 'cfa': the CFA; 'delta': bytes on the stack since the function's entry. */
  readonly format: 'full' | 'cfa' | 'delta';
  /** What macro calls add up to. */
  readonly macros: boolean;
  /** How many of several expansions show something else. */
  readonly expansions: boolean;
  /** Column where hints begin, unless a line is longer. */
  readonly column: number;
}

export const usualStyle: HintStyle = { format: 'full', macros: true, expansions: true, column: 48 };

export function inlayHints(analysis: Analysis, firstLine = 0, lastLine = Infinity): InlayHint[] {
  const hints: InlayHint[] = [];
  let behindSum = false;
  for (const state of lineStates(analysis)) {
    const repeats = !state.changed && behindSum;
    behindSum = isSum(state);
    if (!(state.changed || repeats) || state.line < firstLine || state.line > lastLine) continue;
    hints.push({ repeats, offset: state.end, line: state.line, state, width: widthOf(analysis.source.text, analysis.source.lineStarts[state.line]!, state.end) });
  }
  return hints;
}

/** Undefined: this style leaves it out. */
export function hintText({ state, repeats }: InlayHint, { format, macros, expansions }: HintStyle = usualStyle): string | undefined {
  const sum = isSum(state);
  if (macros ? repeats : sum) return undefined;
  const shown = expansions ? state : { ...state, differing: 0 };
  if (format === 'full') return columnText(shown);
  if (format === 'cfa') return columnText({ ...shown, label: state.label.replace(/, \d+ registers? (saved|restored)$/, ''), saved: '' });
  return columnText({ ...shown, label: sum ? `${bytesOf(state.before) ?? state.label} -> ${bytesOf(state.after) ?? '?'}` : bytesOf(state.before) ?? state.label, saved: '' });
}

/** Blanks in front, so that hints stand under each other. */
export function hintPadding({ width }: InlayHint, { column }: HintStyle = usualStyle): number { return Math.max(2, column - width); }

function isSum({ label }: LineState): boolean { return label.includes(' -> '); }

/** Bytes since the entry, where the return address alone was on the stack; undefined where that is no number. */
function bytesOf(state: LineState['before']): string | undefined {
  return state?.type === 'call' && !state.forceUndefined && state.cfa.base >= 0 ? signed(state.stackSize - wordSize(state)) : undefined;
}

function widthOf(text: string, start: number, end: number): number {
  let width = 0;
  for (let i = start; i < end; i++) width = text[i] === '\t' ? (width | 7) + 1 : width + 1;
  return width;
}
