// SPDX-License-Identifier: GPL-2.0-or-later
// The assembler's symbols while it reads: what a name means so far. A name that is `.set` again gets a new AsmSymbol under the same
// attributes, so that earlier uses keep the value they saw (GAS.md 4.2) and a use before the first definition gets the first one.

import type { NumberedName, Statement } from '../gas/statement.ts';
import type { Binding, SymbolType, Visibility } from './objectFile.ts';
import type { Bound } from './bound.ts';
import type { Fragment } from './fragments.ts';
import type { Recorder } from './recorder.ts';
import type { SymbolState } from './symbolState.ts';

/** What `.globl`, `.type` and friends say of a name; shared by all versions of a redefined name. */
export interface SymbolAttributes {
  /** Position of the first mention among symbols and sections; orders the symbol table. */
  order: number;
  global: boolean;
  weak: boolean;
  local: boolean;
  unique: boolean;
  visibility: Visibility;
  type: SymbolType;
  /** `.size`: evaluated at the end; the last one wins. */
  size: Bound | undefined;
  sizeStatement: Statement | undefined;
  /** Some directive asked for it to be in the table (.globl, .type, .hidden ...). */
  mentioned: boolean;
  /** Only `.weakref` names it so far. */
  weakReferenced: boolean;
  /** `.symver ..., remove`: only its versioned names stay. */
  removed: boolean;
  /** `.symver` gives it versions: of something undefined only what is used stays. */
  versioned: boolean;
  /** Some expression names it. */
  used: boolean;
  /** A relocation refers to it by name. */
  relocated: boolean;
}

export interface AsmSymbol {
  /** Of a numeric label with the number of its definition. */
  name: string;
  /** What the name follows, if the number of a call stands in it. */
  numbered: NumberedName | undefined;
  readonly attributes: SymbolAttributes;
  /** A label: bytes from the start of the fragment's fixed part. */
  label: { readonly fragment: Fragment; readonly offset: number } | undefined;
  /** `.set`, `=`. */
  definition: Bound | undefined;
  /** `.eqv`/`==`: evaluated anew at each use; the expression as text is bound at the use. */
  reevaluated: (() => Bound) | undefined;
  register: string | undefined;
  /** Type and size of this symbol are taken over at the end: it was `.set` to it, without an addend, before it was defined. */
  aliasOf: AsmSymbol | undefined;
  /** Where a `.set` to a place left it when read. */
  at: Fragment | undefined;
  /**
   * The fragment of an earlier `.set` of the name. gas 2.40 leaves it to a new version that is no place known when read, if it is still
   * the open one, and adds its address to the value in the end (not to uses of a number, which are that number at once).
   */
  carried: Fragment | undefined;
  /** `.weakref`: another name of this symbol, itself in no table. */
  stands: AsmSymbol | undefined;
  /** Index of the group whose signature it is. */
  signatureOf: number | undefined;
  common: { readonly size: number; readonly align: number } | undefined;
  /** Defined by `.set` or `=`, and so may be defined again. */
  volatile: boolean;
  /** The statement of the definition, else of the first mention. */
  statement: Statement | undefined;
  /** A later `.set` took the name over. */
  superseded: boolean;
  /** The section whose name this is, if it stands for a section. */
  section: number | undefined;
  /** Numeric labels, '.', and other names that never reach the table. */
  readonly temporary: boolean;
  /** While its definition is being evaluated: a loop shows by meeting it again. */
  busy: boolean;
  /** The statement of the first mention. */
  madeBy: Statement | undefined;
  /**
   * Order of the first mention by an expression after that: gas then makes a full symbol of a `.L` name, which is the place it has in
   * the table if a relocation needs it.
   */
  again: number | undefined;
  /** Which definition of its number a numeric label is. */
  nth: number;
  /** Kept from pass to pass (passage.ts): the pass that it is part of, what it was at the end of the last line that changed it, and by which line it is touched now. */
  pass: number;
  state: SymbolState | undefined;
  touchedBy: Recorder | undefined;
}

export function makeSymbol(name: string, order: number, temporary = false, attributes = noAttributes(order)): AsmSymbol {
  return {
    name, numbered: undefined, temporary, attributes,
    label: undefined, definition: undefined, reevaluated: undefined, register: undefined, aliasOf: undefined, at: undefined, carried: undefined, stands: undefined, signatureOf: undefined, common: undefined, volatile: false, statement: undefined,
    superseded: false, section: undefined, busy: false, madeBy: undefined, again: undefined, nth: 0, pass: 0, state: undefined, touchedBy: undefined,
  };
}

function noAttributes(order: number): SymbolAttributes {
  return {
    order, global: false, weak: false, local: false, unique: false, visibility: 'DEFAULT', type: 'NOTYPE', size: undefined, sizeStatement: undefined,
    mentioned: false, weakReferenced: false, removed: false, versioned: false, used: false, relocated: false,
  };
}

/** What gas calls the nth `1:`; seen only where a relocation has to name it. */
export function numericName(digits: string, nth: number): string { return `.L${digits}\u0002${nth}`; }

export function isDefined(symbol: AsmSymbol): boolean {
  return symbol.label !== undefined || symbol.definition !== undefined || symbol.common !== undefined
    || symbol.register !== undefined || symbol.section !== undefined || symbol.reevaluated !== undefined || symbol.signatureOf !== undefined || symbol.stands !== undefined;
}

/** A label, or set to a place that was known then: not what is set to something that is defined since. */
export function isPlaced(symbol: AsmSymbol): boolean { return symbol.label !== undefined || symbol.at !== undefined; }

/** Not a label that somebody called so. */
export function isPlaceItself({ name, temporary }: AsmSymbol): boolean { return temporary && name === '.'; }

/** `.L` names (also `..` and `_.L_` ones) and numeric labels stay out of the symbol table unless a relocation needs them. */
export function isLocalName({ temporary, name }: AsmSymbol): boolean {
  return temporary || name.startsWith('.L') || name.startsWith('..') || name.startsWith('_.L_');
}

export function bindingOf(symbol: AsmSymbol): Binding {
  const a = symbol.attributes;
  if (a.local && isDefined(symbol) && !symbol.common) return 'LOCAL';
  if (a.unique && isDefined(symbol) && !symbol.common) return 'UNIQUE';
  if (a.weak || (a.weakReferenced && !isDefined(symbol))) return 'WEAK';
  if (a.global || !isDefined(symbol)) return 'GLOBAL';
  return symbol.common ? 'GLOBAL' : 'LOCAL';
}

/** Seen from other files: relocations keep its name. */
export function isExternal(symbol: AsmSymbol): boolean {
  const binding = bindingOf(symbol);
  // What is unique is not global by that alone.
  return !symbol.superseded && (binding === 'UNIQUE' ? symbol.attributes.global || symbol.attributes.weak : binding !== 'LOCAL');
}

/** What an alias is: types add up (gas keeps them as flags, TLS not among those that an alias takes over). */
export function joinedType(own: SymbolType, targets: SymbolType): SymbolType {
  const taken = targets === 'TLS' ? 'OBJECT' : targets;
  return strength.indexOf(taken) > strength.indexOf(own) ? taken : own;
}

const strength: readonly SymbolType[] = ['NOTYPE', 'OBJECT', 'FUNC', 'IFUNC', 'TLS'];

/** Type and size in the end, those of what it stands for included. */
export function finalKind(symbol: AsmSymbol, depth = 0): { readonly type: SymbolType; readonly size: Bound | undefined } {
  const { type, size } = symbol.attributes;
  const target = symbol.aliasOf && depth < 100 ? finalKind(symbol.aliasOf, depth + 1) : undefined;
  return target ? { type: joinedType(type, target.type), size: size ?? target.size } : { type, size };
}
