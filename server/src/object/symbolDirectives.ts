// SPDX-License-Identifier: GPL-2.0-or-later
// Labels, `.set` and what directives say about names: .globl, .type, .size, .comm ... (GAS.md 4.2, 7.5).

import { isNamePart, isNameStart } from '../gas/characters.ts';
import { endOfString } from '../gas/parseString.ts';
import { splitOperands } from '../gas/splitOperands.ts';
import { constant, isBareSymbol, symbolOf, type Bound } from './bound.ts';
import { bind, placeOf } from './evaluate.ts';
import { appendFill, closeFragment, currentFragment, hereOffset, isOpen, isSamePlace } from './fragments.ts';
import type { SymbolType, Visibility } from './objectFile.ts';
import { absolute, boundOf, parseWhole } from './operands.ts';
import { plainSection, recordAlign, switchTo, unquote } from './sections.ts';
import { noteMade, noteUnrepeatable, recorder, touch } from './recorder.ts';
import { complain, countDefinition, mark, numericLabels, symbolNamed, type AsmState, type NumericLabels } from './state.ts';
import { isDefined, isPlaced, joinedType, makeSymbol, type AsmSymbol } from './symbols.ts';

export function defineLabel(state: AsmState, name: string): void {
  const { subsection } = state.here;
  const place = { fragment: currentFragment(subsection), offset: hereOffset(subsection) };
  if (/^[0-9]/.test(name)) {
    const digits = name.replace(/^0+(?=\d)/, '');
    defineNumeric(state, numericLabels(state, digits, 'next'), place);
    return;
  }
  const symbol = symbolNamed(state, name);
  // The same label twice at one place does no harm.
  if (symbol.label && isSamePlace(symbol.label, place)) { noteUnrepeatable(); return; }
  if (isDefined(symbol)) { complain(state, 'as-already-defined', `symbol \`${name}' is already defined`); return; }
  if (state.here.absolute) symbol.definition = constant(state.here.absolute.offset);
  else symbol.label = place;
  symbol.statement = state.statement;
}

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

/** `.set name, expr`, `name = expr`; 'once' is `.equiv`, 'each-use' is `.eqv`. */
export function setSymbol(state: AsmState, name: string, text: string, how: 'again' | 'once' | 'each-use'): void {
  if (name === '.') { orgTo(state, text); return; }
  const expression = parseWhole(state, text);
  if (!expression) return;
  if (expression.kind === 'absent') { complain(state, 'as-missing-operand', 'missing expression'); return; }
  let symbol = symbolNamed(state, name);
  if (symbol.label || symbol.common || symbol.section !== undefined) { complain(state, 'as-already-defined', `symbol \`${name}' is already defined`); return; }
  if (how !== 'again' && isDefined(symbol)) { complain(state, 'as-already-defined', `symbol \`${name}' is already defined`); return; }
  if (how === 'each-use') {
    noteUnrepeatable();
    symbol.reevaluated = () => bind(state, expression);
    symbol.definition = bind(state, expression);
    symbol.statement = state.statement;
    return;
  }
  const bound = bind(state, expression);
  const meant = symbolOf(bound);
  // What it takes over of the other symbol is more than a SymbolState tells.
  if (meant) { noteUnrepeatable(); meant.again ??= state.order++; }
  if (isDefined(symbol)) symbol = redefine(state, symbol);
  symbol.statement = state.statement;
  if (bound.kind === 'register') { symbol.register = bound.register; state.equates = true; return; }
  symbol.definition = bound;
  symbol.at = meant && isPlaced(meant) ? placeOf(symbol, 'reading')?.fragment : undefined;
  if (symbol.at) symbol.carried = undefined;
  copyAlias(symbol, bound);
}

/** `.set alias, target`: what is known of type and size is copied now; at the end too if the target is not defined yet and nothing is added to it. */
function copyAlias(symbol: AsmSymbol, bound: Bound): void {
  const target = symbolOf(bound);
  if (!target || target.section !== undefined || target.temporary) return;
  symbol.attributes.type = joinedType(symbol.attributes.type, target.attributes.type);
  symbol.attributes.size ??= target.attributes.size;
  if (!target.at && !target.label && isBareSymbol(bound)) symbol.aliasOf = target;
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

function orgTo(state: AsmState, text: string): void {
  closeFragment(state.here.subsection, { kind: 'org', target: boundOf(state, text), fill: 0, statement: state.statement });
}

export function setDirective(state: AsmState, rest: string, how: 'again' | 'once' | 'each-use'): void {
  const comma = commaOutsideQuotes(rest);
  if (comma < 0) { complain(state, 'as-set-comma', 'expected comma after symbol name'); return; }
  const text = rest.slice(comma + 1).trim();
  const name = symbolName(state, rest.slice(0, comma).trim());
  if (name === undefined) return;
  if (text === 'undefined') { symbolNamed(state, name); return; }
  setSymbol(state, name, text, how);
}

function commaOutsideQuotes(text: string): number {
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '"') quoted = !quoted;
    else if (text[i] === ',' && !quoted) return i;
  }
  return -1;
}

export function eachName(state: AsmState, rest: string, each: (symbol: AsmSymbol) => void): void {
  const names = splitOperands(rest);
  if (names.length === 0) complain(state, 'as-symbol-name', 'expected symbol name');
  for (const { text } of names) {
    if (text === '') { complain(state, 'as-symbol-name', 'expected symbol name'); continue; }
    const name = symbolName(state, text);
    if (name !== undefined) each(spoken(state, name));
  }
}

/** A name as it stands or in quotes; complains and answers undefined if the text is none. */
export function symbolName(state: AsmState, text: string): string | undefined {
  if (text.startsWith('"') && text.length > 1) {
    const end = endOfString(text, 0), junk = text.slice(end).trim()[0];
    if (junk === undefined) return unquote(text);
    complain(state, 'as-junk', `junk at end of line, first unrecognized character is \`${junk}'`);
    return undefined;
  }
  let end = 0;
  if (isNameStart(text.charCodeAt(0))) while (end < text.length && isNamePart(text.charCodeAt(end))) end++;
  if (end === text.length && end > 0) return text;
  if (end === 0) complain(state, 'as-symbol-name', 'expected symbol name');
  else complain(state, 'as-junk', `junk at end of line, first unrecognized character is \`${text.slice(end).trim()[0]}'`);
  return undefined;
}

/** The index behind the name that a text begins with, in quotes or not. */
function endOfSymbolName(text: string): number {
  if (text.startsWith('"')) return endOfString(text, 0);
  let end = 0;
  if (isNameStart(text.charCodeAt(0))) while (end < text.length && isNamePart(text.charCodeAt(end))) end++;
  return end;
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
  function: 'FUNC', stt_func: 'FUNC', object: 'OBJECT', stt_object: 'OBJECT', notype: 'NOTYPE', stt_notype: 'NOTYPE', tls_object: 'TLS',
  stt_tls: 'TLS', common: 'COMMON', stt_common: 'COMMON', gnu_indirect_function: 'IFUNC', stt_gnu_ifunc: 'IFUNC', gnu_unique_object: 'unique',
};

export function typeDirective(state: AsmState, rest: string): void {
  const nameEnd = endOfSymbolName(rest);
  const name = symbolName(state, rest.slice(0, nameEnd));
  if (name === undefined) return;
  const symbol = spoken(state, name);
  const spelled = unquote(rest.slice(nameEnd).replace(/^[\s,]*/, '').trim()).replace(/^[@%#]\s*/, '').toLowerCase();
  const type = typeNames[spelled];
  if (type === undefined) { complain(state, 'as-type', `unrecognized symbol type "${spelled}"`); return; }
  if (type === 'COMMON') {
    // A common symbol of no size yet, as `.comm` makes them.
    if (!isDefined(symbol)) symbol.common = { size: 0, align: 1 };
    symbol.attributes.type = 'OBJECT';
  } else if (type === 'unique') { symbol.attributes.unique = true; symbol.attributes.type = 'OBJECT'; }
  // Each of these two outlasts the plain type that it is made of.
  else if (!(symbol.attributes.type === 'TLS' && type === 'OBJECT') && !(symbol.attributes.type === 'IFUNC' && type === 'FUNC')) symbol.attributes.type = type;
}

export function sizeDirective(state: AsmState, rest: string): void {
  const comma = commaOutsideQuotes(rest);
  if (comma < 0) { complain(state, 'as-size', `expected comma after name \`${rest}' in .size directive`); return; }
  const expression = parseWhole(state, rest.slice(comma + 1).trim());
  if (!expression) return;
  if (expression.kind === 'absent') { complain(state, 'as-size', 'missing expression in .size directive'); return; }
  // The name is looked up after the expression: symbols of the expression come first in the table.
  const size = bind(state, expression);
  const name = symbolName(state, rest.slice(0, comma).trim());
  if (name === undefined) return;
  const symbol = spoken(state, name);
  symbol.attributes.size = size;
  symbol.attributes.sizeStatement = state.statement;
}

/** .comm name, size[, align]; .lcomm and `.local` + .comm lie in .bss. */
export function comm(state: AsmState, rest: string, inBss: boolean): void {
  // The comma behind the name is optional.
  const nameEnd = endOfSymbolName(rest), behind = rest.slice(nameEnd).trimStart();
  const name = symbolName(state, rest.slice(0, nameEnd));
  if (name === undefined) return;
  const [sizeText, alignText] = splitOperands(behind.startsWith(',') ? behind.slice(1) : behind).map(o => o.text);
  if (alignText === '' && !inBss) { complain(state, 'as-comm-size', 'expected alignment after size'); return; }
  const symbol = symbolNamed(state, name);
  if (sizeText === undefined || sizeText === '') { complain(state, 'as-comm-size', 'missing size expression'); return; }
  const size = absolute(state, sizeText, 0n);
  const align = absolute(state, alignText, 0n);
  if (size === undefined || align === undefined) return;
  if (isDefined(symbol) && !symbol.common) { complain(state, 'as-already-defined', `symbol \`${symbol.name}' is already defined`); return; }
  // The first size stays, whatever a later .comm says.
  if (symbol.common && symbol.common.size !== Number(size)) complain(state, 'as-comm-size', `size of "${symbol.name}" is already ${symbol.common.size}; not changing to ${size}`, 'warning');
  const bytes = symbol.common?.size ?? Number(size);
  if (inBss || symbol.attributes.local) { allocateInBss(state, symbol, bytes, Number(align) || (inBss ? Math.min(powerAtLeast(bytes), 8) : Math.min(powerAtLeast(bytes), 16))); return; }
  symbol.common = { size: bytes, align: Number(align) || Math.min(powerAtLeast(bytes), 16) };
  symbol.attributes.type = 'OBJECT';
  symbol.attributes.size = constant(BigInt(bytes));
}

function allocateInBss(state: AsmState, symbol: AsmSymbol, size: number, align: number): void {
  const here = state.here, previous = state.previous;
  switchTo(state, plainSection(state, '.bss'), 1);
  recordAlign(state, align);
  if (align > 1) closeFragment(state.here.subsection, { kind: 'align', align, fill: undefined, max: 0, code: false, statement: state.statement });
  const { subsection } = state.here;
  symbol.label = { fragment: currentFragment(subsection), offset: hereOffset(subsection) };
  symbol.attributes.type = 'OBJECT';
  symbol.attributes.size = constant(BigInt(size));
  mark(state);
  appendFill(subsection, size, Uint8Array.of(0), state.statement);
  state.here = here;
  state.previous = previous;
}

function powerAtLeast(size: number): number {
  let power = 1;
  while (power < size && power < 16) power *= 2;
  return power;
}
