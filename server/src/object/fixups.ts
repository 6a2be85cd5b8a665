// SPDX-License-Identifier: GPL-2.0-or-later
// What becomes of a field whose value was not known when it was read: written into the bytes, or a relocation (GAS.md 7.1 - 7.4).

import type { Statement } from '../gas/statement.ts';
import { wrap } from '../gas/arithmetic.ts';
import { isBareSymbol, offsetOf, symbolOf, type Bound } from './bound.ts';
import { littleEndian, putNumber } from './data.ts';
import { addressOf, complainOfInvalid, placeOf, resolve, resolveForgiving, type Resolved } from './evaluate.ts';
import { SHF } from './objectFile.ts';
import { numberNow, plainSymbol } from './numbers.ts';
import { isTlsSuffix, plainType, suffixType, type FieldKind } from './relocationTypes.ts';
import { complain, offsetTable, type AsmSection, type AsmState, type Fixup, type HandMade } from './state.ts';
import { finalKind, isDefined, isExternal, isLocalName, type AsmSymbol } from './symbols.ts';

/** A relocation before symbols have numbers. `symbol` undefined: the null symbol. */
export interface PendingRelocation { readonly offset: number; readonly type: string; readonly symbol: AsmSymbol | undefined; readonly addend: bigint }

/** Writes what can be written and returns the relocations in as's order. */
export function applyFixups(state: AsmState, section: AsmSection, bytes: Uint8Array, fixups: readonly Fixup[]): PendingRelocation[] {
  const relocations: PendingRelocation[] = [];
  for (const fixup of fixups) {
    const offset = fixup.fragment.address + fixup.offset;
    if (fixup.pcBase === undefined && fixup.value.kind === 'binary') {
      const number = numberNow(fixup.value, 'fixup');
      if (number !== undefined && (fixup.size === 8 || Math.abs(number) < 2 ** (fixup.size * 8 - 1))) { putNumber(bytes, offset, fixup.size, number); continue; }
    }
    let outcome = applyOne(state, section, fixup, offset);
    if (outcome === undefined) continue;
    if (typeof outcome !== 'bigint' && isZero(outcome.symbol)) outcome = { ...outcome, symbol: undefined };
    if (typeof outcome !== 'bigint' && outcome.symbol?.superseded) {
      complain(state, 'as-redefined-symbol', 'redefined symbol cannot be used on reloc', 'error', fixup.statement);
      continue;
    }
    if (typeof outcome === 'bigint') write(state, fixup, bytes, offset, outcome);
    else if (state.machine === 'i386') {
      // ELF32 relocations have no addend of their own: it stands in the field.
      write(state, fixup, bytes, offset, outcome.addend);
      checkReach(state, fixup, offset, outcome);
      relocations.push({ ...outcome, addend: 0n });
    } else relocations.push(outcome);
  }
  return relocations;
}

/** ELF's writer takes a symbol that is the number zero for no symbol at all. */
function isZero(symbol: AsmSymbol | undefined): boolean {
  if (!symbol?.definition) return false;
  const meant = resolve(symbol.definition, 'final');
  return meant.kind === 'linear' && !meant.add && !meant.sub && meant.value === 0n;
}

/** `.reloc` puts each in front of the first relocation that lies behind it. */
export function withHandMade(
  state: AsmState, section: AsmSection, bytes: Uint8Array, relocations: readonly PendingRelocation[], asked: readonly HandMade[],
): PendingRelocation[] {
  const made = asked.flatMap(one => {
    const relocation = handMade(state, section, one);
    if (!relocation) return [];
    // What names no section, and adds nothing that is written, has no field to be looked for.
    const { symbol, offset, type } = relocation, adds = state.machine === 'i386' && symbol !== undefined && relocation.addend !== 0n;
    if ((adds || symbol?.section !== undefined) && offset + sizeOfField(type) > section.size) complain(state, 'as-reloc', 'relocation out of range', 'error', one.statement);
    return [adds ? inPlace(state, relocation, bytes, one.statement) : relocation];
  });
  const merged: PendingRelocation[] = [];
  let next = 0;
  for (const relocation of relocations) {
    while (next < made.length && made[next]!.offset < relocation.offset) merged.push(made[next++]!);
    merged.push(relocation);
  }
  merged.push(...made.slice(next));
  return merged;
}

/** What `.reloc` asked for, by the section that the place lies in. */
export function handMadeBySection(state: AsmState): ReadonlyMap<AsmSection, readonly HandMade[]> {
  const found = new Map<AsmSection, HandMade[]>();
  for (const written of state.sections) for (const one of written.reloc) {
    const section = sectionOf(state, one, written), here = found.get(section);
    if (here) here.push(one); else found.set(section, [one]);
  }
  return found;
}

/** Bytes of the field that a relocation changes. */
function sizeOfField(type: string): number {
  if (/NONE|VT/.test(type)) return 0;
  return /_(PC)?8$/.test(type) ? 1 : /_(PC)?16$/.test(type) ? 2 : /(64|JUMP_SLOT|GLOB_DAT|RELATIVE|TLSDESC)$/.test(type) && !type.startsWith('R_386') ? 8 : 4;
}

/** An addend in ELF32 is added to what is in its place, and the address of its symbol with it; of a number nothing is added. */
function inPlace(state: AsmState, relocation: PendingRelocation, bytes: Uint8Array, statement: Statement): PendingRelocation {
  const { offset, type, symbol, addend } = relocation, size = sizeOfField(type), place = symbol && symbol.section === undefined ? placeOf(symbol, 'final') : undefined;
  if (symbol && !place && symbol.definition) return { ...relocation, addend: 0n };
  const isRelative = /_(PC|PLT32|GOTPC)/.test(type);
  // Only fields of one byte that are relative count their sign.
  const value = addend + (place ? addressOf(place) : 0n) - (isRelative ? BigInt(offset) : 0n), limit = 1n << BigInt(size * 8);
  if (size > 0 && size < 4 && (size === 1 && isRelative ? value < -(limit / 2n) || value >= limit / 2n : value < -limit || value >= limit)) complain(state, 'as-reloc', 'relocation overflow', 'error', statement);
  let before = 0n;
  for (let i = size - 1; i >= 0; i--) before = before << 8n | BigInt(bytes[offset + i] ?? 0);
  const after = before + value;
  for (let i = 0; i < size && offset + i < bytes.length; i++) bytes[offset + i] = Number(after >> BigInt(8 * i) & 255n);
  return { ...relocation, addend: 0n };
}

/** Where it is put, wherever it was written. */
function sectionOf(state: AsmState, { place }: HandMade, written: AsmSection): AsmSection {
  const at = resolve(place, 'final'), from = at.kind === 'linear' && at.add ? placeOf(at.add, 'final') : undefined;
  return from ? state.sections[from.fragment.subsection.section]! : written;
}

/** Not in what a directive left free or filled, but at its ends. */
function isFixed({ subsections }: AsmSection, offset: number): boolean {
  for (const { fragments } of subsections.values()) {
    for (const { address, start, end, tail, tailSize } of fragments) {
      const size = end - start + (tail?.kind === 'branch' || tail?.kind === 'leb' ? tailSize : 0);
      if (offset >= address && offset <= address + size) return true;
    }
  }
  return false;
}

function handMade(state: AsmState, section: AsmSection, { place, type, value, statement }: AsmSection['reloc'][number]): PendingRelocation | undefined {
  const at = resolve(place, 'final');
  const from = at.kind === 'linear' && at.add ? placeOf(at.add, 'final') : undefined;
  if (at.kind !== 'linear' || at.sub || (at.add && !from)) {
    complain(state, 'as-reloc', 'bad offset', 'error', statement);
    return undefined;
  }
  if (!isFixed(section, Number(at.value + (from ? addressOf(from) : 0n)))) complain(state, 'as-reloc', 'reloc not within (fixed part of) section', 'error', statement);
  // gas turns a plain number into a place relative to the section's symbol, which then is in the table.
  if (!at.add) section.symbol.attributes.relocated = true;
  const offset = Number(at.value + (from ? addressOf(from) : 0n));
  const meant = value && resolve(value, 'final');
  if (!meant) return { offset, type, symbol: undefined, addend: 0n };
  if (meant.kind !== 'linear' || meant.sub) { complain(state, 'as-reloc', 'unhandled expression', 'error', statement); return undefined; }
  const named = value && symbolOf(value);
  if (named?.superseded) { complain(state, 'as-reloc', 'redefined symbol cannot be used on reloc', 'error', statement); return undefined; }
  // A number goes by its name if it was none when read.
  if (named && !meant.add && !isLocalName(named)) return { offset, type, symbol: named, addend: offsetOf(value) };
  const target = meant.add && isLocalName(meant.add) && !isExternal(meant.add) && !/^R_386_PC(8|16)$/.test(type) ? placeOf(meant.add, 'final') : undefined;
  const targetSection = target && state.sections[target.fragment.subsection.section]!;
  if (targetSection && !((targetSection.flags & SHF.MERGE) !== 0 && meant.value !== 0n) && (targetSection.flags & SHF.TLS) === 0) {
    return { offset, type, symbol: targetSection.symbol, addend: meant.value + addressOf(target) };
  }
  return { offset, type, symbol: meant.add, addend: meant.value };
}

function applyOne(state: AsmState, section: AsmSection, fixup: Fixup, offset: number): bigint | PendingRelocation | undefined {
  let meant = asWritten(fixup.value) ?? resolve(fixup.value, 'fixup');
  const complainHere = (code: string, message: string) => { complain(state, code, message, 'error', fixup.statement); return undefined; };
  if (meant.kind === 'invalid' && meant.at) { complainOfInvalid(state, meant, fixup.statement); meant = resolveForgiving(fixup.value, 'fixup'); }
  if (meant.kind === 'register') return complainHere('as-register-value', 'register value used as expression');
  if (meant.kind === 'invalid') { complainOfInvalid(state, meant, fixup.statement); return undefined; }
  const { add, sub, value } = meant;
  if (!add && !sub) {
    if (fixup.pcBase === undefined) return value;
    if (state.machine === 'x86-64' && fixup.size === 4 && (meant.suffix === 'PLT' || fixup.plt === true)) return { offset, type: 'R_X86_64_PLT32', symbol: undefined, addend: value - BigInt(fixup.pcBase) };
    if (state.machine === 'i386' && meant.suffix === 'PLT') return { offset, type: 'R_386_PLT32', symbol: undefined, addend: -4n };
    return plain(state, fixup, undefined, offset, value - BigInt(fixup.pcBase), 'pc');
  }
  if (sub) {
    const from = placeOf(sub, 'final');
    if (!from || from.fragment.subsection.section !== section.index || fixup.pcBase !== undefined || isIndirect(sub)) {
      return complainHere('as-cannot-resolve', `can't resolve ${describe(state, add)} - ${describe(state, sub)}`);
    }
    const distance = value + BigInt(offset) - addressOf(from);
    if (!add) return plain(state, fixup, undefined, offset, distance, 'pc');
    return relocated(state, fixup, add, meant.suffix, offset, distance, 'pc');
  }
  if (!add) return undefined;
  if (meant.suffix !== undefined && meant.suffix !== 'PLT') return suffixed(state, fixup, add, meant.suffix, offset, value);
  if (fixup.pcBase === undefined) return relocated(state, fixup, add, meant.suffix, offset, value, kindOf(fixup));
  const place = isExternal(add) || isIndirect(add) ? undefined : placeOf(add, 'final');
  if (place && place.fragment.subsection.section === section.index) return addressOf(place) + value - BigInt(offset + fixup.pcBase);
  const plt = meant.suffix === 'PLT' || (fixup.plt === 'at-end' ? fixup.mode === 64 && state.machine === 'x86-64' && isExternal(add) && isBareSymbol(fixup.value) : fixup.plt === true);
  return relocated(state, fixup, add, meant.suffix === 'PLT' || (plt && fixup.size === 4) ? 'PLT' : undefined, offset, value - BigInt(fixup.pcBase), 'pc');
}

/** `a - b` and `a + 4` of plain symbols, which is what most fields hold: undefined if there is more to find out. */
function asWritten(value: Bound): (Resolved & { kind: 'linear' }) | undefined {
  if (value.kind !== 'binary' || (value.operator !== '-' && value.operator !== '+')) return undefined;
  const { operator, left, right } = value, add = plainSymbol(left);
  if (!add || isIndirect(add) || (left as Bound & { kind: 'symbol' }).suffix !== undefined) return undefined;
  if (right.kind === 'constant') return { kind: 'linear', add, sub: undefined, value: operator === '+' ? right.value : wrap(-right.value), suffix: undefined };
  const sub = operator === '-' ? plainSymbol(right) : undefined;
  if (!sub || sub === add || isIndirect(sub) || (right as Bound & { kind: 'symbol' }).suffix !== undefined) return undefined;
  // Two places of one section have a distance.
  if (add.label && sub.label && add.label.fragment.subsection.section === sub.label.fragment.subsection.section) return undefined;
  return { kind: 'linear', add, sub, value: 0n, suffix: undefined };
}

function kindOf(fixup: Fixup): FieldKind {
  return fixup.pcBase !== undefined ? 'pc' : (fixup.kind === 'data' && !fixup.signed) || (fixup.kind !== 'data' && fixup.mode !== 64) ? 'data' : fixup.signed ? 'signed' : 'unsigned';
}

/** By name for what other files can see or a linker merges; else by section, and then never through the PLT. */
function relocated(state: AsmState, fixup: Fixup, symbol: AsmSymbol, suffix: string | undefined, offset: number, addend: bigint, kind: FieldKind): PendingRelocation | undefined {
  const place = placeOf(symbol, 'final');
  if (place && !isExternal(symbol) && !isIndirect(symbol) && (suffix === undefined || !isTlsSuffix(suffix)) && symbol.section === undefined) {
    const section = state.sections[place.fragment.subsection.section]!;
    const merged = (section.flags & SHF.MERGE) !== 0 && !isPlainReference(state, fixup, addend, kind);
    if (!merged && !mayBeLeftOut(symbol, section, fixup) && (section.flags & SHF.TLS) === 0) return plain(state, fixup, section.symbol, offset, addend + addressOf(place), suffix === 'PLT' && kind !== 'pc' ? 'data' : kind);
  }
  if (suffix === undefined) return plain(state, fixup, symbol, offset, addend, kind);
  // A jump of ELF32 counts from the end of four bytes, whatever its width, and forgets what was added.
  if (state.machine === 'i386' && suffix === 'PLT' && fixup.kind === 'branch' && fixup.size > 1) return { offset, type: 'R_386_PLT32', symbol, addend: -4n };
  const chosen = suffixType(state.machine, suffix, fixup.size, kind);
  if ('error' in chosen) { complain(state, 'as-relocation', chosen.error, 'error', fixup.statement); return undefined; }
  return { offset, type: chosen.type, symbol, addend };
}

/** The start of something in a merge section: safe to name by its section. In ELF32 that goes for branches to it as well. */
function isPlainReference(state: AsmState, fixup: Fixup, addend: bigint, kind: FieldKind): boolean {
  if (kind !== 'pc') return addend === 0n;
  return state.machine === 'i386' && fixup.pcBase !== undefined && addend + BigInt(fixup.pcBase) === 0n;
}

function plain(state: AsmState, fixup: Fixup, symbol: AsmSymbol | undefined, offset: number, addend: bigint, kind: FieldKind): PendingRelocation | undefined {
  const type = symbol?.name === offsetTable ? offsetTableType(state, fixup, kind) : plainType(state.machine, fixup.size, kind);
  if (type === undefined) {
    complain(state, 'as-relocation', `cannot represent relocation type BFD_RELOC_${kind === 'signed' ? 'X86_64_32S' : `${fixup.size * 8}${kind === 'pc' ? '_PCREL' : ''}`}`, 'error', fixup.statement);
    return undefined;
  }
  return { offset, type, symbol, addend };
}

/** The offset table is named by its distance, whatever the field is. */
function offsetTableType(state: AsmState, fixup: Fixup, kind: FieldKind): string | undefined {
  if (fixup.size < 4) return plainType(state.machine, fixup.size, kind);
  return state.machine === 'i386' ? 'R_386_GOTPC' : `R_X86_64_GOTPC${fixup.size * 8}`;
}

function suffixed(state: AsmState, fixup: Fixup, symbol: AsmSymbol, suffix: string, offset: number, value: bigint): PendingRelocation | undefined {
  const chosen = suffixType(state.machine, suffix, fixup.size, kindOf(fixup));
  if ('error' in chosen) { complain(state, 'as-relocation', chosen.error, 'error', fixup.statement); return undefined; }
  if (isTlsSuffix(suffix) && symbol.attributes.type === 'NOTYPE') symbol.attributes.type = 'TLS';
  let type = chosen.type;
  if (suffix === 'GOTPCREL' && fixup.gotpcrel === 'relaxable') type = 'R_X86_64_GOTPCRELX';
  if (suffix === 'GOTPCREL' && fixup.gotpcrel === 'relaxable-rex') type = 'R_X86_64_REX_GOTPCRELX';
  if (suffix === 'GOT' && state.machine === 'i386' && fixup.gotpcrel === 'relaxable') type = 'R_386_GOT32X';
  const addend = value - BigInt(fixup.pcBase ?? 0);
  // These name a local by its section all the same.
  if (state.machine === 'i386' ? suffix === 'GOTOFF' && fixup.kind !== 'data' && !isMerged(state, symbol, fixup) : fixup.size === 8 && /^(GOT|GOTPCREL|GOTPLT|PLTOFF)$/.test(suffix)) return bySection(state, symbol, { offset, type, symbol, addend });
  return { offset, type, symbol, addend };
}

/** A function that is chosen at run time, or another name of one. */
function isIndirect(symbol: AsmSymbol): boolean { return finalKind(symbol).type === 'IFUNC'; }

/** Of a section that the linker may leave out, other sections name the symbol. */
function mayBeLeftOut(symbol: AsmSymbol, section: AsmSection, fixup: Fixup): boolean {
  return !isLocalName(symbol) && section.index !== fixup.fragment.subsection.section && (section.group?.comdat === true || section.name.startsWith('.gnu.linkonce'));
}

/** In a section whose contents a linker may put together or leave out. */
function isMerged(state: AsmState, symbol: AsmSymbol, fixup: Fixup): boolean {
  const place = placeOf(symbol, 'final'), section = place && state.sections[place.fragment.subsection.section]!;
  return section !== undefined && ((section.flags & SHF.MERGE) !== 0 || mayBeLeftOut(symbol, section, fixup));
}

function bySection(state: AsmState, symbol: AsmSymbol, otherwise: PendingRelocation): PendingRelocation {
  const place = isExternal(symbol) || isIndirect(symbol) ? undefined : placeOf(symbol, 'final');
  if (!place) return otherwise;
  return { ...otherwise, symbol: state.sections[place.fragment.subsection.section]!.symbol, addend: otherwise.addend + addressOf(place) };
}

function describe(state: AsmState, symbol: AsmSymbol | undefined): string {
  if (!symbol) return '`0\' {*ABS* section}';
  const place = placeOf(symbol, 'final');
  const section = place ? state.sections[place.fragment.subsection.section]!.name : isDefined(symbol) ? '*ABS*' : '*UND*';
  return `\`${symbol.name}' {${section} section}`;
}

/**
 * A narrow field of an ELF32 object that is relative to its place and names a section: gas holds the distance from that section's start
 * against the field as well, and for a byte the place itself.
 */
function checkReach(state: AsmState, fixup: Fixup, offset: number, { type, symbol, addend }: PendingRelocation): void {
  if (fixup.size >= 4 || !/^R_386_PC(8|16)$/.test(type) || symbol?.section === undefined) return;
  const value = addend + BigInt(offset);
  if (!fits(fixup, value)) complain(state, 'as-value-too-large', `value of ${value} too large for field of ${fixup.size} byte${fixup.size === 1 ? '' : 's'} at ${offset}`, 'error', fixup.statement);
  else if (fixup.size === 1 && offset > 128) complain(state, 'as-relocation', 'relocation overflow', 'error', fixup.statement);
}

function fits(fixup: Fixup, value: bigint): boolean {
  const limit = 1n << BigInt(fixup.size * 8);
  return fixup.pcBase !== undefined || fixup.signed ? value >= -(limit / 2n) && value < limit / 2n : value > -limit && value < limit;
}

function write(state: AsmState, fixup: Fixup, bytes: Uint8Array, offset: number, exact: bigint): void {
  const value = state.machine === 'i386' ? BigInt.asIntN(32, exact) : exact;
  if (fixup.size < 8) {
    if (!fits(fixup, value)) complain(state, 'as-value-too-large', `value of ${value} too large for field of ${fixup.size} byte${fixup.size === 1 ? '' : 's'} at ${offset}`, 'error', fixup.statement);
  }
  bytes.set(littleEndian(value, fixup.size), offset);
}
