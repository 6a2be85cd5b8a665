// SPDX-License-Identifier: GPL-2.0-or-later
// Which lines of a unit are other ones than in the revision before. Lines that say what they said are the same objects (cpp/resume.ts), so
// looking is enough.

import type { Line } from '../cpp/preprocessed.ts';

/** Lines before `first`, and old lines from `oldEnd` on as new lines from `newEnd` on, are the same objects. */
export interface LineChange { readonly first: number; readonly oldEnd: number; readonly newEnd: number }

export function lineChange(before: readonly Line[], now: readonly Line[]): LineChange {
  const shorter = Math.min(before.length, now.length);
  let first = 0, behind = 0;
  while (first < shorter && before[first] === now[first]) first++;
  while (behind < shorter - first && before[before.length - 1 - behind] === now[now.length - 1 - behind]) behind++;
  return { first, oldEnd: before.length - behind, newEnd: now.length - behind };
}
