// SPDX-License-Identifier: GPL-2.0-or-later
// Where gas thinks, as it reads, that the value of an expression lies. It refuses operators between places of two sections at once, but for
// a difference, which may become a relocation.

import { symbolOf, type Bound } from './bound.ts';
import { noteUnrepeatable, touch } from './recorder.ts';
import { isPlaced, type AsmSymbol } from './symbols.ts';

/** A section by its index; 'undefined' includes what is set to something undefined; 'complex': what only the end tells. */
export type Region = number | 'absolute' | 'register' | 'undefined' | 'common' | 'complex' | 'mixed';

export function regionOf(bound: Bound): Region {
  switch (bound.kind) {
    // What a sign stands before counts as a number.
    case 'constant': case 'unary': return 'absolute';
    case 'register': return 'register';
    case 'symbol': return regionOfSymbol(bound.symbol);
    case 'binary': {
      const left = bound.left.kind === 'constant' && bound.left.within !== undefined && bound.operator !== '+' ? bound.left.within : regionOf(bound.left), right = regionOf(bound.right);
      // Which section a label lies in is nothing that a line's memory tells.
      if (typeof left === 'number' && typeof right === 'number' && !areNames(bound)) noteUnrepeatable();
      if (left === right) return bound.operator === '-' && typeof left === 'number' && areNames(bound) ? 'absolute' : left;
      for (const first of ['undefined', 'complex', 'register'] as const) if (left === first || right === first) return first;
      if (right === 'absolute') return left;
      if (left === 'absolute') return right;
      return bound.operator === '-' ? left : 'mixed';
    }
  }
}

/** Names that stand for names, beyond which there is a circle. */
const deepest = 400;

function regionOfSymbol(symbol: AsmSymbol, depth = 0): Region {
  touch(symbol);
  const fragment = symbol.label?.fragment ?? symbol.at;
  if (fragment) return fragment.subsection.section;
  if (symbol.section !== undefined) return symbol.section;
  if (symbol.common) return 'common';
  if (!symbol.definition) return 'undefined';
  const meant = symbolOf(symbol.definition);
  return meant && !isPlaced(meant) && depth < deepest ? regionOfSymbol(meant, depth + 1) : 'complex';
}

function areNames({ left, right }: Bound & { kind: 'binary' }): boolean {
  const isName = (side: Bound): boolean => { const symbol = symbolOf(side); return symbol !== undefined && symbol.attributes.type !== 'IFUNC'; };
  return isName(left) && isName(right);
}
