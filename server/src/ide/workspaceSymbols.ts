// SPDX-License-Identifier: GPL-2.0-or-later
// Symbols and macros of one unit by a query: letters in order, as editors match them.

import type { Analysis } from '../analysis/analyse.ts';
import { definitionsOf } from './names.ts';
import { nameOfMacro, type Location } from './target.ts';

export interface WorkspaceSymbol { readonly name: string; readonly kind: 'symbol' | 'gas-macro' | 'macro'; readonly location: Location }

/** Macros of the preprocessor only when the query says enough: a unit has thousands. */
export const lettersForMacros = 3;

export function workspaceSymbols(analysis: Analysis, query: string, most = 500): WorkspaceSymbol[] {
  const wanted = query.toLowerCase(), found: WorkspaceSymbol[] = [];
  const add = (name: string, kind: WorkspaceSymbol['kind'], location: Location): void => { if (found.length < most && inOrder(name.toLowerCase(), wanted)) found.push({ name, kind, location }); };
  const defined = definitionsOf(analysis), own = new Set(defined.filter(({ file }) => file === analysis.source).map(({ name }) => name));
  // Of a name that macros of headers made of parts, the parts that the file itself spells.
  for (const { name, file, start, end } of defined) if (!name.startsWith('.L') && (file === analysis.source || !own.has(name))) add(name, 'symbol', { file, start, end });
  for (const definitions of analysis.listing.macros.values()) for (const macro of definitions) add(macro.name, 'gas-macro', nameOfMacro(macro));
  if (wanted.length >= lettersForMacros) {
    for (const { name, definition } of analysis.preprocessed.macros.values()) if (definition && !definition.file.path.startsWith('<')) add(name, 'macro', definition);
  }
  return found;
}

/** Smaller is nearer to the query (all small): the name itself, names that begin with it, that contain it, others. */
export function distanceTo(wanted: string, name: string): number {
  const small = name.toLowerCase();
  return small === wanted ? 0 : small.startsWith(wanted) ? 1 : small.includes(wanted) ? 2 : 3;
}

/** The query's letters, all small, in order. */
export function inOrder(name: string, wanted: string): boolean {
  let at = 0;
  for (let i = 0; i < wanted.length; i++) { at = name.indexOf(wanted[i]!, at) + 1; if (at === 0) return false; }
  return true;
}
