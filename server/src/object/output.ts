// SPDX-License-Identifier: GPL-2.0-or-later
// From fragments to the ObjectFile: bytes, relocations, the symbol table in as's order (GAS.md 7.4, 7.5).

import type { Bound } from './bound.ts';
import { encodeLeb, littleEndian } from './data.ts';
import { addressOf, placeOf, resolve } from './evaluate.ts';
import { applyFixups, type PendingRelocation } from './fixups.ts';
import type { Fragment } from './fragments.ts';
import { fragmentsOf, isResolvableHere } from './layout.ts';
import type { ByteSpan, ObjectFile, ObjectSection, ObjectSymbol } from './objectFile.ts';
import { isNobits } from './space.ts';
import { complain, type AsmSection, type AsmState, type Fixup } from './state.ts';
import { bindingOf, isDefined, isLocalName, type AsmSymbol } from './symbols.ts';
import { nops } from '../x86/nops.ts';
import type { Statement } from '../gas/statement.ts';

interface Written { readonly section: AsmSection; readonly bytes: Uint8Array; readonly relocations: readonly PendingRelocation[]; readonly spans: readonly ByteSpan[] }

export function writeObject(state: AsmState): ObjectFile {
  const written = state.sections.map(section => writeSection(state, section));
  checkDefinitions(state);
  const { symbols, numbers } = symbolTable(state, written);
  const sections = written.map(({ section, bytes, relocations, spans }): ObjectSection => ({
    name: section.name, type: section.type, flags: section.flags, align: section.align, entsize: section.entsize, size: section.size,
    bytes, spans,
    relocations: relocations.map(r => ({ offset: r.offset, type: r.type, symbol: r.symbol ? numbers.get(r.symbol.attributes)! : -1, addend: r.addend })),
  }));
  return { machine: 'x86-64', sections, symbols };
}

/** A symbol's value can be a number or a place; a difference that nothing resolved is neither, and a size must be a number. */
function checkDefinitions(state: AsmState): void {
  for (const symbol of state.mentioned) {
    const { definition, attributes: { size } } = symbol;
    const value = definition && !symbol.superseded ? resolve(definition, 'final') : undefined;
    if (value?.kind === 'linear' && value.sub) {
      complain(state, 'as-symbol-value', `invalid operands (${sectionName(state, value.add)} and ${sectionName(state, value.sub)} sections) for \`-' when setting \`${symbol.name}'`, 'error', symbol.statement);
    }
    const length = size && resolve(size, 'final');
    if (length?.kind === 'linear' && (length.add ?? length.sub)) {
      complain(state, 'as-size-expression', `.size expression for ${symbol.name} does not evaluate to a constant`, 'error', symbol.statement);
    }
  }
}

function sectionName(state: AsmState, symbol: AsmSymbol | undefined): string {
  if (!symbol) return '*ABS*';
  const place = placeOf(symbol, 'final');
  return place ? state.sections[place.fragment.subsection.section]?.name ?? '*ABS*' : '*UND*';
}

function writeSection(state: AsmState, section: AsmSection): Written {
  const bytes = isNobits(section) ? new Uint8Array(0) : new Uint8Array(section.size);
  const branches: Fixup[] = [];
  const fragments = fragmentsOf(section);
  if (bytes.length > 0) for (const fragment of fragments) writeFragment(state, section, fragment, bytes, branches);
  const fixups = section.subsections.size === 1 ? section.fixups : inSubsectionOrder(section.fixups);
  const relocations = isNobits(section) ? [] : [...applyFixups(state, section, bytes, fixups), ...applyFixups(state, section, bytes, branches)];
  const spans = section.marks.map((m): ByteSpan => ({ offset: m.fragment.address + m.offset, statement: m.statement }));
  if (section.subsections.size > 1) spans.sort((a, b) => a.offset - b.offset);
  return { section, bytes, relocations, spans };
}

function inSubsectionOrder(fixups: readonly Fixup[]): Fixup[] {
  return [...fixups].sort((a, b) => a.fragment.subsection.number - b.fragment.subsection.number);
}

function writeFragment(state: AsmState, section: AsmSection, fragment: Fragment, bytes: Uint8Array, branches: Fixup[]): void {
  const fixed = fragment.end - fragment.start;
  if (fixed > 0) bytes.set(fragment.subsection.buffer.subarray(fragment.start, fragment.end), fragment.address);
  const tail = fragment.tail, at = fragment.address + fixed, size = fragment.tailSize;
  if (!tail || size === 0) return;
  switch (tail.kind) {
    case 'fill': repeat(bytes, at, size, tail.pattern); break;
    case 'space': bytes.fill(tail.fill, at, at + size); break;
    case 'org': bytes.fill(tail.fill, at, at + size); break;
    case 'align':
      if (tail.fill) repeat(bytes, at, size, tail.fill);
      else if (tail.code) bytes.set(nops(size, tail.mode, state.assemblerVersion), at);
      break;
    case 'leb': writeLeb(state, tail.value, tail.signed, bytes, at, size, tail.statement); break;
    case 'branch': writeBranch(section, fragment, tail, bytes, at, branches); break;
  }
}

function repeat(bytes: Uint8Array, at: number, size: number, pattern: Uint8Array): void {
  const whole = size - (size % pattern.length);
  // gas fills what is left over of a wide pattern with zeros, at the front.
  for (let i = 0; i < whole; i++) bytes[at + (size - whole) + i] = pattern[i % pattern.length]!;
}

function writeLeb(state: AsmState, value: Bound, signed: boolean, bytes: Uint8Array, at: number, size: number, statement: Statement): void {
  const meant = resolve(value, 'final');
  if (meant.kind !== 'linear' || meant.add || meant.sub) { complain(state, 'as-leb-symbolic', 'leb128 operand is an undefined symbol', 'error', statement); return; }
  const encoded = encodeLeb(meant.value, signed);
  bytes.set(encoded, at);
  for (let i = encoded.length; i < size; i++) { bytes[at + i - 1]! |= 0x80; bytes[at + i] = signed && meant.value < 0n ? 0x7f : 0; }
}

function writeBranch(section: AsmSection, fragment: Fragment, tail: Fragment['tail'] & { kind: 'branch' }, bytes: Uint8Array, at: number, branches: Fixup[]): void {
  const { relaxable } = tail;
  const opcode = fragment.near ? relaxable.near : relaxable.short;
  const size = fragment.near ? relaxable.nearSize : 1;
  bytes.set(opcode, at);
  const field = at + opcode.length;
  if (isResolvableHere(section, tail.target)) {
    const meant = resolve(tail.target, 'final');
    if (meant.kind !== 'linear' || !meant.add) return;
    const target = addressOf(placeOf(meant.add, 'final')!) + meant.value;
    bytes.set(littleEndian(target - BigInt(field + size), size), field);
    return;
  }
  branches.push({
    fragment, offset: field - fragment.address, size, value: tail.target, pcBase: size, signed: true, plt: 'at-end', gotpcrel: undefined,
    kind: 'branch', mode: tail.mode, statement: tail.statement,
  });
}

type Attributes = AsmSymbol['attributes'];

/**
 * STT_FILE, locals, then what other files see; each class by first mention, `.L` names that a relocation needs last, in the order in
 * which their first relocation is written.
 */
function symbolTable(state: AsmState, written: readonly Written[]): { symbols: ObjectSymbol[]; numbers: Map<Attributes, number> } {
  const relocated: AsmSymbol[] = [];
  const seen = new Set<Attributes>();
  for (const { relocations } of written) {
    for (const { symbol } of relocations) {
      if (!symbol || seen.has(symbol.attributes)) continue;
      seen.add(symbol.attributes);
      symbol.attributes.relocated = true;
      relocated.push(symbol);
    }
  }
  const symbols: ObjectSymbol[] = state.files.map(name => ({ name, section: 'ABS', value: 0, size: 0, type: 'FILE', binding: 'LOCAL', visibility: 'DEFAULT' }));
  const numbers = new Map<Attributes, number>();
  const emit = (symbol: AsmSymbol) => { numbers.set(symbol.attributes, symbols.length); symbols.push(entryOf(symbol)); };
  const orderOf = (symbol: AsmSymbol) => isLocalName(symbol) ? symbol.again ?? Infinity : symbol.order;
  const named = state.mentioned.filter(s => !s.superseded && (isKept(s) || (isLocalName(s) && seen.has(s.attributes) && s.again !== undefined)))
    .sort((a, b) => orderOf(a) - orderOf(b));
  const inTable = new Set(named);
  const late = relocated.filter(s => isLocalName(s) && !inTable.has(s));
  for (const local of [true, false]) {
    for (const symbol of named) if ((bindingOf(symbol) === 'LOCAL') === local) emit(symbol);
    for (const symbol of late) if ((bindingOf(symbol) === 'LOCAL') === local) emit(symbol);
  }
  return { symbols, numbers };
}

function isKept(symbol: AsmSymbol): boolean {
  const a = symbol.attributes;
  if (symbol.section !== undefined) return a.relocated;
  if (symbol.register !== undefined) return false;
  if (isLocalName(symbol)) return a.global || (a.weak && isDefined(symbol));
  if (symbol.definition) {
    const meant = resolve(symbol.definition, 'final');
    // An alias of something undefined is that something; its own name vanishes.
    if (meant.kind === 'linear' && meant.add && !placeOf(meant.add, 'final')) return false;
    return true;
  }
  if (isDefined(symbol)) return true;
  if (a.weak) return a.relocated;
  return true;
}

function entryOf(symbol: AsmSymbol): ObjectSymbol {
  const a = symbol.attributes;
  const place = placeOf(symbol, 'final');
  const value = place ? addressOf(place) : symbol.definition ? absoluteOf(symbol.definition) : symbol.common ? BigInt(symbol.common.align) : 0n;
  const target = a.aliasOf;
  const type = a.type === 'NOTYPE' && target ? target.attributes.type : a.type;
  const size = a.size ?? target?.attributes.size;
  return {
    name: symbol.name,
    section: place ? place.fragment.subsection.section : symbol.common ? 'COM' : symbol.definition ? 'ABS' : 'UND',
    value: Number(BigInt.asUintN(64, value)), size: size ? Number(absoluteOf(size)) : 0, type, binding: symbol.section !== undefined ? 'LOCAL' : bindingOf(symbol),
    visibility: a.visibility, ...(symbol.statement ? { statement: symbol.statement } : {}),
  };
}

function absoluteOf(bound: Bound): bigint {
  const meant = resolve(bound, 'final');
  return meant.kind === 'linear' && !meant.add && !meant.sub ? meant.value : 0n;
}
