// SPDX-License-Identifier: GPL-2.0-or-later
// Which logical lines of a file that is being edited are those of the revision before. Far from an edit all are; around it, and between
// several edits at once, lines of the same text are paired in order.

import type { SourceText } from '../base/text.ts';
import { rescan, type LogicalLines } from './logicalLines.ts';

export interface Alignment {
  /** Lines before `first` are the old ones; those from `newEnd` on were those from `oldEnd` on. */
  readonly first: number;
  readonly oldEnd: number;
  readonly newEnd: number;
  /** Of the lines between: the old line or -1. */
  readonly pairs: readonly number[];
}

export function alignLines(before: LogicalLines | undefined, source: SourceText): Alignment {
  if (!before) return { first: 0, oldEnd: 0, newEnd: Infinity, pairs: [] };
  if (before.source === source) return { first: before.count, oldEnd: before.count, newEnd: before.count, pairs: [] };
  const { lines, first, oldEnd, newEnd } = rescan(before, source);
  return { first, oldEnd, newEnd, pairs: pairLines(before, first, oldEnd, lines, newEnd) };
}

/** The line that a new line was; -1 if it is none of the old ones. */
export function oldLineOf({ first, oldEnd, newEnd, pairs }: Alignment, line: number): number {
  return line < first ? line : line >= newEnd ? line - newEnd + oldEnd : pairs[line - first] ?? -1;
}

/** An old line is none of the new ones. */
export function isGone({ first, oldEnd, pairs }: Alignment, old: number): boolean { return old >= first && old < oldEnd && !pairs.includes(old); }

/** By lines of the new text from `first` on, the old line or -1. */
function pairLines(before: LogicalLines, first: number, oldEnd: number, now: LogicalLines, newEnd: number): number[] {
  const pairs = new Array<number>(newEnd - first).fill(-1);
  for (let i = first, j = first; i < newEnd && j < oldEnd;) {
    if (sameLine(before, j, now, i)) { pairs[i++ - first] = j++; continue; }
    const skip = skipTo(before, j, oldEnd, now, i, newEnd);
    if (!skip) break;
    i += skip.now;
    j += skip.old;
  }
  return pairs;
}

/** So many lines of either text are looked through for where the texts agree again. */
const farthest = 64;

/** How many lines to pass over so that two lines in a row are the same again. */
function skipTo(before: LogicalLines, j: number, oldEnd: number, now: LogicalLines, i: number, newEnd: number): { readonly old: number; readonly now: number } | undefined {
  const agree = (a: number, b: number): boolean => sameLine(before, b, now, a) && (a + 1 >= newEnd || b + 1 >= oldEnd || sameLine(before, b + 1, now, a + 1));
  for (let sum = 1; sum <= farthest; sum++) {
    for (let old = 0; old <= sum; old++) {
      const a = i + sum - old, b = j + old;
      if (a < newEnd && b < oldEnd && agree(a, b)) return { old, now: sum - old };
    }
  }
  return undefined;
}

/** The same from the first character of its row on. */
function sameLine(before: LogicalLines, old: number, now: LogicalLines, line: number): boolean {
  const column = columnOf(before, old);
  if (now.ends[line]! - now.starts[line]! !== before.ends[old]! - before.starts[old]! || columnOf(now, line) !== column || now.indented[line] !== before.indented[old]) return false;
  return now.source.text.slice(now.starts[line]! - column, now.ends[line]) === before.source.text.slice(before.starts[old]! - column, before.ends[old]);
}

function columnOf({ source: { text }, starts }: LogicalLines, line: number): number { return starts[line]! - text.lastIndexOf('\n', starts[line]! - 1) - 1; }

