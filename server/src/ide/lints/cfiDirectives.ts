// SPDX-License-Identifier: GPL-2.0-or-later
// The `.cfi_` directives of a listing. Most files have none, and while a file is edited only the statements that are other objects than before
// are looked at.

import { livingFact } from '../../analysis/livingFact.ts';
import type { Statement } from '../../gas/statement.ts';

interface CfiDirectives {
  readonly statements: readonly Statement[];
  /** Indexes into `statements`. */
  readonly cfi: readonly number[];
}

export function hasCfiDirectives(analysis: Parameters<typeof cfiDirectives>[0]): boolean { return cfiDirectives(analysis).cfi.length > 0; }

const cfiDirectives = livingFact<CfiDirectives>(({ listing: { statements } }, before) => {
  const old = before?.statements ?? [], shorter = Math.min(old.length, statements.length), shift = statements.length - old.length;
  let first = 0, end = statements.length;
  while (first < shorter && old[first] === statements[first]) first++;
  while (end > first && end - shift > first && old[end - shift - 1] === statements[end - 1]) end--;
  const cfi = before?.cfi.filter(i => i < first) ?? [];
  for (let i = first; i < end; i++) if (statements[i]!.name.startsWith('.cfi_')) cfi.push(i);
  for (const i of before?.cfi ?? []) if (i >= end - shift) cfi.push(i + shift);
  return { statements, cfi };
});
