// SPDX-License-Identifier: GPL-2.0-or-later
// Static calls whose four bytes of distance surely lie across the end of a cache line.

import type { Analysis } from '../../analysis/analyse.ts';
import { statementOf } from '../../analysis/sites.ts';
import type { Diagnostic } from '../../base/diagnostic.ts';
import { staticCallSite } from '../staticCall.ts';
import { lint } from './lint.ts';

export function patchSiteLints(analysis: Analysis): Diagnostic[] {
  // Without a trampoline's name there is nothing to look for.
  if (!analysis.object.symbols.some(symbol => symbol.name.startsWith('__SCT__'))) return [];
  return analysis.checked.instructions.flatMap((_, instruction) => {
    const site = staticCallSite(analysis, instruction), statement = site?.operandCrosses === 'yes' ? statementOf(analysis, instruction) : undefined;
    return statement ? [lint('patch-site-crosses-line', `${site!.tail ? 'this jump' : 'this call'} begins at byte ${site!.linePosition ?? '60 to 62'} of a cache line, and its operand ends in the next one`, statement.origin)] : [];
  });
}
