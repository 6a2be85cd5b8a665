// SPDX-License-Identifier: GPL-2.0-or-later
// Every place in the unit's files that spells the thing under the cursor.

import type { Analysis } from '../analysis/analyse.ts';
import type { SourceText } from '../base/text.ts';
import { unique } from './definition.ts';
import { cppParameterSpellings, keywordSpellings, parameterSpellings, targetAt, type Location, type Target } from './target.ts';
import { tokensOf, type TokenKind } from './tokens.ts';

export interface References { readonly from: Location; readonly all: readonly Reference[] }

export interface Reference extends Location { readonly write: boolean }

/** `within`: only this file, which spares looking through the headers. */
export function references(analysis: Analysis, offset: number, within?: SourceText): References | undefined {
  const found = targetAt(analysis, offset);
  return found && { from: found.token, all: spellingsOf(analysis, found.target, within).sort((a, b) => a.file === b.file ? a.start - b.start : 0) };
}

export function spellingsOf(analysis: Analysis, target: Target, within?: SourceText): Reference[] {
  const isDefinition = (l: Location) => target.definitions.some(d => d.file === l.file && d.start === l.start);
  const inScope = (l: Location) => within === undefined || l.file === within;
  const mark = (locations: readonly Location[]) => unique(locations.filter(inScope)).map(({ file, start, end }) => ({ file, start, end, write: isDefinition({ file, start, end }) }));
  switch (target.kind) {
    case 'symbol': return mark([...target.occurrences].sort((a, b) => Number(b.role === 'definition') - Number(a.role === 'definition')));
    case 'macro': return mark([...target.definitions, ...words(analysis, target.name, macroKinds, within)]);
    case 'gas-macro': return mark([...target.definitions, ...words(analysis, target.macros[0]!.name, gasMacroKinds, within, true)]);
    case 'parameter': {
      const { macro, owner, name } = target;
      if (!macro) return mark([...cppParameterSpellings(analysis, target), ...parameterSpellings(analysis, owner, name)]);
      return mark([...parameterSpellings(analysis, owner, name), ...(within ? [within] : filesOf(analysis)).flatMap(file => keywordSpellings(analysis, file, macro, name))]);
    }
    case 'include': return mark(analysis.preprocessed.includes.flatMap(({ file, directive }) => file && file === target.include?.file && directive ? [{ file: directive.place.file, start: directive.start, end: directive.end }] : []));
  }
}

const macroKinds = new Set<TokenKind>(['macro', 'macro-definition', 'config']);
const gasMacroKinds = new Set<TokenKind>(['gas-macro', 'gas-macro-definition']);

/** The files of the unit, the looked-at one first. */
export function filesOf(analysis: Analysis): SourceText[] {
  return [...new Set([analysis.source, analysis.inputs.source, ...analysis.preprocessed.includes.flatMap(({ file }) => file ?? [])])];
}

/** Tokens of some kinds that spell a name; only files whose text has it are cut into tokens. */
function words(analysis: Analysis, name: string, kinds: ReadonlySet<TokenKind>, within: SourceText | undefined, anyCase = false): Location[] {
  const found: Location[] = [];
  for (const file of within ? [within] : filesOf(analysis)) {
    if (!anyCase && !file.text.includes(name)) continue;
    if (anyCase && !file.text.includes(name) && !file.text.toLowerCase().includes(name.toLowerCase())) continue;
    for (const { kind, start, end } of tokensOf(analysis, file)) {
      if (!kinds.has(kind) || end - start !== name.length) continue;
      const text = file.text.slice(start, end);
      if (text === name || (anyCase && text.toLowerCase() === name.toLowerCase())) found.push({ file, start, end });
    }
  }
  return found;
}
