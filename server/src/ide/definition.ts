// SPDX-License-Identifier: GPL-2.0-or-later
// Where the thing under the cursor is defined, in any file of the unit. A name that a macro makes leads to the call that makes it.

import type { Analysis } from '../analysis/analyse.ts';
import { occurrencesAt } from './names.ts';
import { targetAt, type Location } from './target.ts';

export interface Definition {
  /** The word that was asked about. */
  readonly from: Location;
  readonly to: readonly Location[];
}

export function definition(analysis: Analysis, offset: number): Definition | undefined {
  const found = targetAt(analysis, offset);
  if (!found) return undefined;
  const to = [...found.target.definitions];
  if (found.target.kind === 'symbol' && !found.target.occurrence.whole) {
    // A part of several names leads to all of them.
    for (const occurrence of occurrencesAt(analysis, found.token.file, offset)) if (occurrence.role === 'definition') to.push({ file: occurrence.file, start: occurrence.start, end: occurrence.end });
  }
  return to.length > 0 ? { from: found.token, to: unique(to) } : undefined;
}

/** `.globl` and friends; for what is defined elsewhere the definition. */
export function declaration(analysis: Analysis, offset: number): Definition | undefined {
  const found = targetAt(analysis, offset);
  if (found?.target.kind !== 'symbol') return definition(analysis, offset);
  const declared = found.target.occurrences.filter(o => o.role === 'declaration').map(({ file, start, end }) => ({ file, start, end }));
  return declared.length > 0 ? { from: found.token, to: unique(declared) } : definition(analysis, offset);
}

export function unique(locations: readonly Location[]): Location[] {
  const kept: Location[] = [];
  for (const location of locations) if (!kept.some(k => k.file === location.file && k.start === location.start && k.end === location.end)) kept.push(location);
  return kept;
}
