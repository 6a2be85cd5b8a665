// SPDX-License-Identifier: GPL-2.0-or-later
// How a row names its place. Assemblers since 2.36 leave section symbols out that nothing refers to; objtool makes do without since 5.10.
// Before, it names such a row by the symbol around it, and still earlier it gives up (KERNEL.md 3.12).

import type { ObjectFile, ObjectSymbol } from '../object/objectFile.ts';
import type { Behaviour } from './behaviour.ts';
import type { OrcEntry } from './checked.ts';
import { symbolInTree } from './symbolTree.ts';

type Place = Pick<OrcEntry, 'section' | 'offset'>;

/** True if the object's symbol table has one for this section itself. */
export function hasSectionSymbol(object: ObjectFile, section: number): boolean {
  return object.symbols.some(symbol => symbol.type === 'SECTION' && symbol.section === section);
}

/** `symbol+offset` by the symbol around the place, or around the byte in front of it; undefined if there is none. */
export function placeBySymbol(object: ObjectFile, { section, offset }: Place, { searchesTree }: Pick<Behaviour, 'searchesTree'>): string | undefined {
  const find = searchesTree ? aroundInTree : around, symbol = find(object, section, offset) ?? find(object, section, offset - 1);
  return symbol && `${symbol.name}+${(offset - symbol.value).toString(16)}`;
}

function aroundInTree(object: ObjectFile, section: number, offset: number): ObjectSymbol | undefined {
  return symbolInTree(object, section, offset, ({ type }) => type !== 'SECTION');
}

/** The first by offset, of several at one offset the shortest. */
function around(object: ObjectFile, section: number, offset: number): ObjectSymbol | undefined {
  let found: ObjectSymbol | undefined;
  for (const symbol of object.symbols) {
    if (symbol.section !== section || symbol.type === 'SECTION' || offset < symbol.value || offset >= symbol.value + symbol.size) continue;
    if (!found || symbol.value < found.value || (symbol.value === found.value && symbol.size < found.size)) found = symbol;
  }
  return found;
}
