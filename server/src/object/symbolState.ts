// SPDX-License-Identifier: GPL-2.0-or-later
// What a symbol is at one moment of reading, as a value: everything that what is read next may depend on. Where a label lies and which
// expression is its size are not among it; distances are asked for by themselves (recorder.ts).

import type { SymbolType, Visibility } from './objectFile.ts';
import type { AsmSymbol } from './symbols.ts';

type Meaning = 'definition' | 'reevaluated' | 'register' | 'aliasOf' | 'at' | 'carried' | 'stands' | 'common' | 'signatureOf';

export interface SymbolState extends Readonly<Pick<AsmSymbol, Meaning>> {
  /** Attributes, and whether there is a label: see `keyOf`. */
  readonly key: number;
}

const types: readonly SymbolType[] = ['NOTYPE', 'OBJECT', 'FUNC', 'SECTION', 'FILE', 'COMMON', 'TLS', 'IFUNC'];
const visibilities: readonly Visibility[] = ['DEFAULT', 'INTERNAL', 'HIDDEN', 'PROTECTED'];

/** Of symbols that are nothing but a name or a label: one object for each key. */
const plain = new Map<number, SymbolState>();

/** `known`: an earlier state, which is answered if it is the same. */
export function symbolState(symbol: AsmSymbol, known?: SymbolState): SymbolState {
  const key = keyOf(symbol), { definition, reevaluated, register, aliasOf, at, carried, stands, common, signatureOf } = symbol;
  if ((definition ?? reevaluated ?? register ?? aliasOf ?? at ?? carried ?? stands ?? common ?? signatureOf) === undefined) {
    let state = plain.get(key);
    if (!state) plain.set(key, state = { key, definition, reevaluated, register, aliasOf, at, carried, stands, common, signatureOf });
    return state;
  }
  if (known && known.key === key && known.definition === definition && known.reevaluated === reevaluated && known.register === register
    && known.aliasOf === aliasOf && known.at === at && known.carried === carried && known.stands === stands && known.common === common && known.signatureOf === signatureOf) return known;
  return { key, definition, reevaluated, register, aliasOf, at, carried, stands, common, signatureOf };
}

function keyOf({ attributes: a, label, superseded, again, section, volatile }: AsmSymbol): number {
  return (a.global ? 1 : 0) | (a.weak ? 2 : 0) | (a.local ? 4 : 0) | (a.unique ? 8 : 0) | (a.mentioned ? 16 : 0) | (a.weakReferenced ? 32 : 0)
    | (a.removed ? 64 : 0) | (a.relocated ? 128 : 0) | (label ? 256 : 0) | (superseded ? 512 : 0) | (again !== undefined ? 1024 : 0)
    | (section !== undefined ? 2048 : 0) | types.indexOf(a.type) << 12 | visibilities.indexOf(a.visibility) << 16 | (volatile ? 1 << 18 : 0) | (a.used ? 1 << 19 : 0);
}

export function isSuperseded({ key }: SymbolState): boolean { return (key & 512) !== 0; }

/** Of a symbol that has the state already: what writing the object has changed. */
export function assumeWritten({ attributes }: AsmSymbol, { key }: SymbolState): void {
  attributes.relocated = (key & 128) !== 0;
  attributes.type = types[key >> 12 & 15]!;
}

/** Gives a symbol the state; its label, statements, size and order are told by themselves. */
export function assumeState(symbol: AsmSymbol, state: SymbolState): void {
  const { key } = state, a = symbol.attributes;
  a.global = (key & 1) !== 0; a.weak = (key & 2) !== 0; a.local = (key & 4) !== 0; a.unique = (key & 8) !== 0;
  a.mentioned = (key & 16) !== 0; a.weakReferenced = (key & 32) !== 0; a.removed = (key & 64) !== 0; a.relocated = (key & 128) !== 0;
  a.type = types[key >> 12 & 15]!;
  a.visibility = visibilities[key >> 16 & 3]!;
  symbol.superseded = (key & 512) !== 0;
  symbol.volatile = (key & 1 << 18) !== 0;
  a.used = (key & 1 << 19) !== 0;
  symbol.definition = state.definition; symbol.reevaluated = state.reevaluated; symbol.register = state.register; symbol.aliasOf = state.aliasOf;
  symbol.at = state.at; symbol.carried = state.carried; symbol.stands = state.stands; symbol.common = state.common; symbol.signatureOf = state.signatureOf;
  symbol.state = state;
}
