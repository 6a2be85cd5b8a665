// SPDX-License-Identifier: GPL-2.0-or-later
// Labels, `.set` and what directives say about names: .globl, .type, .size, .comm ... (GAS.md 4.2, 7.5).

import { signed } from '../gas/expression.ts';
import { isAtEnd, isDigitNext, isNext, skipBlank, take, takeName, takeSymbolName, type Reader } from '../gas/reader.ts';
import { constant, isBareSymbol, renamed, symbolOf, zero, type Bound } from './bound.ts';
import { bind, placeOf, type Binding } from './evaluate.ts';
import { closeFragment, currentFragment, hereOffset, isOpen, isSamePlace } from './fragments.ts';
import type { SymbolType, Visibility } from './objectFile.ts';
import { absoluteOf, countedOf, demandEnd, takeExpression } from './operands.ts';
import { plainSection, recordAlign, switchTo } from './sections.ts';
import { orgTarget, orgTo } from './space.ts';
import { noteMade, noteUnrepeatable, recorder, touch } from './recorder.ts';
import { complain, countDefinition, endOfInput, mark, numericLabels, symbolNamed, type AsmState, type NumericLabels } from './state.ts';
import { isDefined, isPlaced, joinedType, makeSymbol, type AsmSymbol } from './symbols.ts';

export function defineLabel(state: AsmState, name: string, isNumeric: boolean): void {
  const { subsection } = state.here;
  const place = { fragment: currentFragment(subsection), offset: hereOffset(subsection) };
  if (isNumeric) {
    const digits = name.replace(/^0+(?=\d)/, '');
    defineNumeric(state, numericLabels(state, digits, 'next'), place);
    return;
  }
  let symbol = symbolNamed(state, name);
  // The same label twice at one place does no harm.
  if (symbol.label && isSamePlace(symbol.label, place)) { noteUnrepeatable(); return; }
  if (symbol.volatile) symbol = replaced(state, symbol);
  else if (symbol.common && mayBecomeLabel(state, symbol.common.size)) {
    noteUnrepeatable();
    symbol.common = undefined;
    Object.assign(symbol.attributes, { size: undefined, global: true });
  } else if (symbol.common && state.here.section.key === '.bss' && !state.here.absolute) {
    // It stays what it is, and reaches at least to here (from the start of gas's fragment).
    noteUnrepeatable();
    symbol.common = { ...symbol.common, size: Math.max(symbol.common.size, place.offset + place.fragment.wholeOffset) };
    return;
  } else if (isDefined(symbol)) { complain(state, 'as-already-defined', `symbol \`${name}' is already defined`); return; }
  if (state.here.absolute) symbol.definition = constant(state.here.absolute.offset);
  else symbol.label = place;
  symbol.statement = state.statement;
}

/** A common symbol of no size, or one that turns out to be initialized data. */
function mayBecomeLabel({ here }: AsmState, size: number): boolean { return size === 0 || (here.section.key === '.data' && !here.absolute); }

function defineNumeric(state: AsmState, labels: NumericLabels, place: NonNullable<AsmSymbol['label']>): void {
  let symbol = labels.next;
  if (symbol) touch(symbol);
  else noteMade(symbol = makeSymbol('', state.order++, true), 'made');
  symbol.label = place;
  symbol.statement = state.statement;
  countDefinition(labels, symbol);
  recorder?.defined.push({ labels, symbol });
  state.pendingNumeric.delete(symbol);
  labels.latest = symbol;
  labels.next = undefined;
}

export type Setting = 'again' | 'once' | 'each-use';

/** `.set name, expr`, `name = expr`; 'once' is `.equiv`, 'each-use' is `.eqv`, `name == expr`. */
export function setSymbol(state: AsmState, name: string, reader: Reader, how: Setting): void {
  if (name === '.') { orgTo(state, orgTarget(state, reader), 0n); demandEnd(state, reader); return; }
  let symbol = symbolNamed(state, name);
  if (isDefined(symbol) && symbol.register === undefined && (how !== 'again' || !symbol.volatile)) {
    complain(state, 'as-already-defined', `symbol \`${name}' is already defined`);
    return;
  }
  const expression = takeExpression(state, reader);
  if (expression.kind === 'absent') complain(state, 'as-missing-operand', 'missing expression');
  demandEnd(state, reader);
  if (how !== 'again') noteUnrepeatable();
  if (how === 'each-use') {
    if (isDefined(symbol)) symbol = replaced(state, symbol);
    // Numbers of labels mean what they mean here, and the name itself has the place where the file ends for `.`.
    const numeric = new Map<string, AsmSymbol | undefined>(), binding: Binding = { say: said => { complain(state, said.code, said.message, said.severity); }, numeric };
    symbol.definition = bind(state, expression, { ...binding, here: endOfInput(state) });
    symbol.register = symbol.definition.kind === 'register' ? symbol.definition.register : undefined;
    if (symbol.register !== undefined) state.equates = true;
    symbol.reevaluated = () => bind(state, expression, binding);
    const named = symbolOf(symbol.definition);
    if (named) named.again ??= state.order++;
    symbol.volatile = false;
    symbol.statement = state.statement;
    copyAlias(symbol, symbol.definition, true);
    return;
  }
  const written = bind(state, expression), isBig = written.kind === 'constant' && written.wide !== undefined, bound = isBig ? zero : written;
  if (isBig) complain(state, 'as-bignum', 'bignum invalid');
  const meant = symbolOf(bound);
  if (meant?.common) complain(state, 'as-common', `\`${name}' can't be equated to common symbol \`${meant.name}'`);
  // What it takes over of the other symbol is more than a SymbolState tells.
  if (meant) { noteUnrepeatable(); meant.again ??= state.order++; }
  let value = bound;
  if (isDefined(symbol)) {
    const old = symbol;
    symbol = redefine(state, old);
    // Of itself gas can only add to it: whatever else names it names what it becomes, and so never comes to an end.
    if (meant !== old) value = renamed(bound, old, symbol);
  }
  symbol.volatile = how === 'again';
  symbol.statement = state.statement;
  if (bound.kind === 'register') {
    if (symbol.attributes.global) complain(state, 'as-register-symbol', `can't equate global symbol \`${name}' with register name`);
    symbol.register = bound.register;
    state.equates = true;
    return;
  }
  symbol.definition = value;
  symbol.at = meant && isPlaced(meant) ? placeOf(symbol, 'reading')?.fragment : undefined;
  if (symbol.at) symbol.carried = undefined;
  copyAlias(symbol, bound);
}

/**
 * `.set alias, target`: what is known of type and size is copied now; at the end too if the target is not defined yet, or is looked up again
 * (`isAgain`), and nothing is added to it.
 */
function copyAlias(symbol: AsmSymbol, bound: Bound, isAgain = false): void {
  const target = symbolOf(bound);
  if (!target || target.section !== undefined || target.temporary) return;
  symbol.attributes.type = joinedType(symbol.attributes.type, target.attributes.type);
  symbol.attributes.size ??= target.attributes.size;
  if ((isAgain || (!target.at && !target.label)) && isBareSymbol(bound)) symbol.aliasOf = target;
}

/** A name that was `.set` becomes something of another kind. */
export function replaced(state: AsmState, old: AsmSymbol): AsmSymbol {
  noteUnrepeatable();
  const fresh = redefine(state, old);
  fresh.carried = undefined;
  return fresh;
}

function redefine(state: AsmState, old: AsmSymbol): AsmSymbol {
  old.superseded = true;
  // gas copies the flags of the old version, not what its ELF entry says besides.
  Object.assign(old.attributes, { visibility: 'DEFAULT', size: undefined, sizeStatement: undefined });
  const fresh = makeSymbol(old.name, 0, old.temporary, old.attributes);
  fresh.pass = old.pass;
  const fragment = old.at ?? old.carried;
  // The first fragment of a subsection never counts as open.
  if (fragment) noteUnrepeatable();
  if (fragment && isOpen(fragment) && fragment.whole !== fragment.subsection.fragments[0]!.whole) fresh.carried = fragment;
  noteMade(fresh, 'made');
  recorder?.mentioned.push(fresh);
  state.symbols.set(old.name, fresh);
  state.mentioned.push(fresh);
  return fresh;
}

export function setDirective(state: AsmState, reader: Reader, how: Setting): void {
  const name = symbolNameAt(state, reader);
  if (name === undefined) return;
  if (take(reader, ',')) setSymbol(state, name, reader, how);
  else complain(state, 'as-set-comma', `expected comma after "${name}"`);
}

/** `.globl`: names between commas. */
export function globlDirective(state: AsmState, reader: Reader): void {
  do {
    const name = symbolNameAt(state, reader);
    if (name === undefined) return;
    const symbol = spoken(state, name);
    if (symbol.register !== undefined) complain(state, 'as-register-symbol', "can't make register symbol global");
    globl(symbol);
    skipBlank(reader);
  } while (takeCommaBefore(reader));
  demandEnd(state, reader);
}

/** `.weak`, `.local`, `.hidden` and the like read names in another way. */
export function eachName(state: AsmState, reader: Reader, each: (symbol: AsmSymbol) => void): void {
  do {
    const symbol = symbolAt(state, reader);
    if (symbol) each(symbol);
  } while (takeCommaBefore(reader));
  demandEnd(state, reader);
}

/** A comma, behind which something has to follow. */
function takeCommaBefore(reader: Reader): boolean {
  if (!take(reader, ',')) return false;
  skipBlank(reader);
  return !isAtEnd(reader);
}

/** A name with all escapes of strings; complains if there is none. */
export function symbolNameAt(state: AsmState, reader: Reader): string | undefined {
  const name = takeSymbolName(reader);
  if (name === undefined) complain(state, 'as-symbol-name', 'expected symbol name');
  return name;
}

/** The symbol of the name at the reader's place and the blank behind it. */
export function symbolAt(state: AsmState, reader: Reader): AsmSymbol | undefined {
  const { at } = reader, { name } = takeName(reader);
  skipBlank(reader);
  if (reader.at === at) { complain(state, 'as-symbol-name', 'Missing symbol name in directive'); return undefined; }
  return spoken(state, name);
}

/** The symbol of a name that a directive says something about: from then on a `.L` name is a full symbol as well. */
function spoken(state: AsmState, name: string): AsmSymbol {
  const symbol = symbolNamed(state, name);
  symbol.attributes.mentioned = true;
  symbol.again ??= state.order++;
  return symbol;
}

export function globl(symbol: AsmSymbol): void { symbol.attributes.global = true; symbol.attributes.local = false; symbol.attributes.mentioned = true; }

export function weak(symbol: AsmSymbol): void { symbol.attributes.weak = true; symbol.attributes.local = false; }

/** `.weak` wins, in either order. */
export function local(symbol: AsmSymbol): void { if (!symbol.attributes.weak) Object.assign(symbol.attributes, { local: true, global: false, mentioned: true }); }

export function visibility(kind: Visibility): (symbol: AsmSymbol) => void {
  return symbol => { symbol.attributes.visibility = kind; symbol.attributes.mentioned = true; };
}

const typeNames: Readonly<Record<string, SymbolType | 'unique'>> = {
  function: 'FUNC', 2: 'FUNC', STT_FUNC: 'FUNC', object: 'OBJECT', 1: 'OBJECT', STT_OBJECT: 'OBJECT', notype: 'NOTYPE', 0: 'NOTYPE', STT_NOTYPE: 'NOTYPE', tls_object: 'TLS', 6: 'TLS',
  STT_TLS: 'TLS', common: 'COMMON', 5: 'COMMON', STT_COMMON: 'COMMON', gnu_indirect_function: 'IFUNC', 10: 'IFUNC', STT_GNU_IFUNC: 'IFUNC', gnu_unique_object: 'unique',
};

/** `.type name, @function`; the comma, the `@` and quotes may be there or not. */
export function typeDirective(state: AsmState, reader: Reader): void {
  let symbol = symbolAt(state, reader);
  take(reader, ',');
  skipBlank(reader);
  if (!take(reader, '#') && !take(reader, '@') && !take(reader, '"')) take(reader, '%');
  const { text, at } = reader;
  let spelled = '';
  if (isDigitNext(reader)) { while (isDigitNext(reader)) reader.at++; spelled = text.slice(at, reader.at); take(reader, '"'); }
  else spelled = takeName(reader).name;
  const type = Object.hasOwn(typeNames, spelled) ? typeNames[spelled] : undefined;
  if (type === undefined) complain(state, 'as-type', `unrecognized symbol type "${spelled}"`);
  demandEnd(state, reader);
  if (!symbol || type === undefined) return;
  if (symbol.common && type !== 'OBJECT' && type !== 'COMMON') complain(state, 'as-common', `cannot change type of common symbol '${symbol.name}'`);
  if (type === 'COMMON') {
    // A common symbol of no size yet, as `.comm` makes them.
    if (symbol.volatile) symbol = replaced(state, symbol);
    else if (isDefined(symbol) && !symbol.common) complain(state, 'as-already-defined', `symbol '${symbol.name}' is already defined`);
    if (!isDefined(symbol)) {
      symbol.common = { size: 0, align: 1 };
      if (!symbol.attributes.weak) Object.assign(symbol.attributes, { global: true, local: false });
    }
  }
  // Each of these outlasts the plain type that it is made of, and no other.
  const { attributes } = symbol, isObject = type === 'OBJECT' || type === 'COMMON';
  attributes.unique = type === 'unique' || (isObject && attributes.unique);
  if (isObject) attributes.type = attributes.type === 'TLS' ? 'TLS' : 'OBJECT';
  else if (type !== 'FUNC' || attributes.type !== 'IFUNC') attributes.type = type === 'unique' ? 'OBJECT' : type;
}

export function sizeDirective(state: AsmState, reader: Reader): void {
  const { name } = takeName(reader);
  skipBlank(reader);
  if (!take(reader, ',')) { complain(state, 'as-size', `expected comma after name \`${name}' in .size directive`); return; }
  const expression = takeExpression(state, reader);
  if (expression.kind === 'absent') complain(state, 'as-size', 'missing expression in .size directive');
  // The name is looked up after the expression: symbols of the expression come first in the table.
  const size = bind(state, expression), symbol = spoken(state, name);
  symbol.attributes.size = size;
  symbol.attributes.sizeStatement = state.statement;
  demandEnd(state, reader);
}

/** .comm name, size[, align]; .lcomm and `.local` + .comm lie in .bss. Old names of .comm know no alignment. */
export function comm(state: AsmState, reader: Reader, form: 'aligned' | 'plain' | 'in bss'): void {
  const inBss = form === 'in bss';
  const name = symbolNameAt(state, reader);
  if (name === undefined) return;
  // The comma behind the name is optional.
  take(reader, ',');
  const written = takeExpression(state, reader), { value: given, beyond = 0 } = countedOf(state, written), isInRange = (beyond & signed) === 0 && (state.machine === 'x86-64' || BigInt.asUintN(32, given) === given);
  if (written.kind === 'absent') { complain(state, 'as-comm-size', 'missing size expression'); return; }
  if (!isInRange) { complain(state, 'as-comm-size', `size (${given}) out of range, ignored`, 'warning'); return; }
  const size = BigInt.asUintN(64, given);
  let symbol = symbolNamed(state, name);
  symbol.again ??= state.order++;
  if (isDefined(symbol) && !symbol.common) {
    if (!symbol.volatile) { complain(state, 'as-already-defined', `symbol \`${symbol.name}' is already defined`); return; }
    symbol = replaced(state, symbol);
  }
  // The first size stays, whatever a later .comm says.
  const before = symbol.common?.size ?? 0, bytes = before || Number(size);
  if (bytes !== Number(size)) complain(state, 'as-comm-size', `size of "${symbol.name}" is already ${bytes}; not changing to ${size}`, 'warning');
  let align = 0;
  let isLocal = inBss || symbol.attributes.local;
  if (form === 'aligned' && isNext(reader, ',')) {
    const given = takeAlignment(state, reader, isLocal);
    if (given === undefined) return;
    // By the old spelling it is common, local or not.
    if (given === 'segment') isLocal = false; else align = given;
    if (given === 'segment' && !symbol.attributes.weak) Object.assign(symbol.attributes, { global: true, local: false });
  }
  demandEnd(state, reader);
  if (isLocal) { allocateInBss(state, symbol, before ? BigInt(before) : given, inBss ? Math.min(powerAtMost(bytes), 8) : align, before); return; }
  symbol.common = { size: bytes, align: align || (form === 'plain' && before > 0 && symbol.common?.align) || Math.min(powerAtLeast(bytes), 16) };
  if (form === 'aligned') symbol.attributes.type = joinedType(symbol.attributes.type, 'OBJECT');
}

/** `, alignment` in bytes; `inPowers`: of two. The old spelling `, "bss"` says nothing. */
function takeAlignment(state: AsmState, reader: Reader, inPowers: boolean): number | 'segment' | undefined {
  take(reader, ',');
  skipBlank(reader);
  if (isNext(reader, '"')) {
    const segment = /^"\.?(bss|data)"/.exec(reader.text.slice(reader.at));
    if (!segment) { complain(state, 'as-comm-segment', 'bad .common segment'); return undefined; }
    reader.at += segment[0].length;
    return 'segment';
  }
  const written = takeExpression(state, reader), given = absoluteOf(state, written);
  if (written.kind === 'absent') { complain(state, 'as-comm-size', 'expected alignment after size'); return undefined; }
  if (given < 0n) complain(state, 'as-align-negative', 'alignment negative; 0 assumed', 'warning');
  if (inPowers && given > 0n && (given & (given - 1n)) !== 0n) { complain(state, 'as-align-power', 'alignment not a power of 2'); return undefined; }
  return given < 0n ? 0 : Number(given);
}

/**
 * gas puts the symbol at the beginning of its open fragment, and goes on behind the size from there: what lies in that fragment already is
 * in the way, and is complained of in the end. `before`: the size of the common symbol that it was, which stays its offset.
 */
function allocateInBss(state: AsmState, symbol: AsmSymbol, size: bigint, align: number, before: number): void {
  const here = state.here, previous = state.previous;
  switchTo(state, plainSection(state, '.bss'), 1);
  if (align > 1) recordAlign(state, align);
  if (align > 1) closeFragment(state.here.subsection, { kind: 'align', align, fill: undefined, max: 0, code: false, oldNops: false, statement: state.statement });
  const { subsection } = state.here, fragment = currentFragment(subsection);
  // A common symbol can be seen from other files, and stays so.
  if (symbol.common && !symbol.attributes.local) symbol.attributes.global = true;
  symbol.common = undefined;
  symbol.label = { fragment, offset: before - fragment.wholeOffset };
  symbol.attributes.type = joinedType(symbol.attributes.type, 'OBJECT');
  // What .size says is looked at in the end, if it is no number.
  if (!symbol.attributes.sizeStatement || symbol.attributes.size?.kind === 'constant') symbol.attributes.size = constant(size);
  mark(state);
  closeFragment(subsection, { kind: 'org', target: { kind: 'binary', operator: '+', left: { kind: 'symbol', symbol }, right: constant(size) }, fill: 0, statement: state.statement });
  state.here = here;
  state.previous = previous;
}

function powerAtMost(size: number): number { return size < 2 ? 1 : 2 ** Math.floor(Math.log2(size)); }

function powerAtLeast(size: number): number {
  let power = 1;
  while (power < size && power < 16) power *= 2;
  return power;
}
