// SPDX-License-Identifier: GPL-2.0-or-later
// The few statements of a listing that lints about statements look at. While the file is edited only the stretch of statements that are other
// objects than before is looked through.

import { livingFact } from '../../analysis/livingFact.ts';
import type { Statement } from '../../gas/statement.ts';

export interface Notable {
  readonly statements: readonly Statement[];
  /** `.cfi_` directives and indexes of them in `statements`; likewise the others. */
  readonly cfi: readonly number[];
  /** Memory below the stack pointer. */
  readonly redZone: readonly number[];
}

export const notableOf = livingFact<Notable>(({ listing: { statements } }, before) => {
  const old = before?.statements ?? [], shorter = Math.min(old.length, statements.length), shift = statements.length - old.length;
  let first = 0, behind = 0;
  while (first < shorter && old[first] === statements[first]) first++;
  while (behind < shorter - first && old[old.length - 1 - behind] === statements[statements.length - 1 - behind]) behind++;
  const cfi: number[] = [], redZone: number[] = [], end = statements.length - behind;
  for (let i = first; i < end; i++) {
    const statement = statements[i]!;
    if (statement.name.startsWith('.cfi_')) cfi.push(i);
    else if (isBelowStack(statement)) redZone.push(i);
  }
  const around = (known: readonly number[], fresh: readonly number[]) => [...known.filter(i => i < first), ...fresh, ...known.filter(i => i >= end - shift).map(i => i + shift)];
  return { statements, cfi: around(before?.cfi ?? [], cfi), redZone: around(before?.redZone ?? [], redZone) };
});

function isBelowStack({ kind, name, rest }: Statement): boolean {
  return kind === 'instruction' && rest.includes('(%rsp') && !/^(?:lea|nop)/.test(name) && /(?:^|[,\s:])-\d[\w*]*\(%rsp[,)]/.test(rest);
}
