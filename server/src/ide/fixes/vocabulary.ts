// SPDX-License-Identifier: GPL-2.0-or-later
// Which macros this tree and this file have: a fix is written in the words that are spoken here.

import type { Analysis } from '../../analysis/analyse.ts';

/** A gas macro (any case) or a cpp macro of this name. */
export function hasMacro(analysis: Analysis, name: string): boolean {
  return analysis.listing.macros.has(name.toLowerCase()) || analysis.preprocessed.macros.has(name);
}

/** The first of them that exists. */
export function firstMacro(analysis: Analysis, ...names: readonly string[]): string | undefined { return names.find(name => hasMacro(analysis, name)); }

/** How a return is written: the RET macro where there is one, unless the file writes plain returns. */
export function returnWord(analysis: Analysis): string {
  if (!hasMacro(analysis, 'RET')) return 'ret';
  return /^\s*ret\b/m.test(analysis.source.text) && !/^\s*RET\b/m.test(analysis.source.text) ? 'ret' : 'RET';
}

/** Hints that say "nothing below": its name changed in 6.4. */
export function endOfStackHint(analysis: Analysis): string | undefined { return firstMacro(analysis, 'UNWIND_HINT_END_OF_STACK', 'UNWIND_HINT_EMPTY'); }
