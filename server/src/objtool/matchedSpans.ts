// SPDX-License-Identifier: GPL-2.0-or-later
// What of a section was there in the revision before: its stretches of bytes are recognised by their statements. An unchanged line is the same
// objects as before (cpp/resume.ts, gas/stepMemory.ts).

import type { ByteSpan } from '../object/objectFile.ts';

/**
 * By index, which span of `before` this one seems to be; -1 if none. Those of the same statements are, in the same order; between two of
 * these, from both ends, those of the same names: a line that is read again makes new statements, and mostly the same instructions.
 */
export function matchedSpans(before: readonly ByteSpan[], now: readonly ByteSpan[]): Int32Array {
  const from = new Int32Array(now.length).fill(-1);
  let a = 0, b = 0, oldEnd = before.length, newEnd = now.length;
  while (a < oldEnd && b < newEnd && before[a]!.statement === now[b]!.statement) from[b++] = a++;
  while (a < oldEnd && b < newEnd && before[oldEnd - 1]!.statement === now[newEnd - 1]!.statement) from[--newEnd] = --oldEnd;
  if (a === oldEnd || b === newEnd) return from;
  const oldFrom = a, newFrom = b;
  // Several edits, or one in a macro: what lies between is looked up.
  const where = new Map<unknown, number>();
  for (let j = oldEnd - 1; j >= a; j--) where.set(before[j]!.statement, j);
  for (; b < newEnd; b++) {
    const j = where.get(now[b]!.statement);
    if (j === undefined && before[a]?.statement !== now[b]!.statement) continue;
    // A statement may be several stretches.
    if (j !== undefined && j > a) a = j;
    if (a < oldEnd && before[a]!.statement === now[b]!.statement) from[b] = a++;
  }
  matchNames(before, now, from, oldFrom, oldEnd, newFrom, newEnd);
  return from;
}

/** In the gaps between those that are matched. */
function matchNames(
  before: readonly ByteSpan[], now: readonly ByteSpan[], from: Int32Array, oldFrom: number, oldEnd: number, newFrom: number, newEnd: number,
): void {
  const isAlike = (j: number, i: number): boolean => before[j]!.statement.name === now[i]!.statement.name;
  for (let b = newFrom, a = oldFrom; b < newEnd;) {
    if (from[b]! >= 0) { a = from[b++]! + 1; continue; }
    let gapEnd = b;
    while (gapEnd < newEnd && from[gapEnd]! < 0) gapEnd++;
    let oldGapEnd = gapEnd < newEnd ? from[gapEnd]! : oldEnd, last = gapEnd;
    while (b < last && a < oldGapEnd && isAlike(a, b)) from[b++] = a++;
    while (b < last && a < oldGapEnd && isAlike(oldGapEnd - 1, last - 1)) from[--last] = --oldGapEnd;
    b = gapEnd;
  }
}
