// SPDX-License-Identifier: GPL-2.0-or-later
// What becomes of a field whose value was not known when it was read: written into the bytes, or a relocation (GAS.md 7.1 - 7.4).

import { littleEndian } from './data.ts';
import { numberedType, suffixedType } from './relocationTypes.ts';
import { addressOf, placeOf, resolve } from './evaluate.ts';
import { SHF } from './objectFile.ts';
import { complain, symbolNamed, type AsmSection, type AsmState, type Fixup } from './state.ts';
import { isDefined, isExternal, type AsmSymbol } from './symbols.ts';

/** A relocation before symbols have numbers. `symbol` undefined: the null symbol. */
export interface PendingRelocation { readonly offset: number; readonly type: string; readonly symbol: AsmSymbol | undefined; readonly addend: bigint }

/** Writes what can be written and returns the relocations in as's order. */
export function applyFixups(state: AsmState, section: AsmSection, bytes: Uint8Array, fixups: readonly Fixup[]): PendingRelocation[] {
  const relocations: PendingRelocation[] = [];
  for (const fixup of fixups) {
    const offset = fixup.fragment.address + fixup.offset;
    const outcome = applyOne(state, section, fixup, offset);
    if (outcome === undefined) continue;
    if (typeof outcome === 'bigint') { write(state, fixup, bytes, offset, outcome); continue; }
    relocations.push(outcome);
    if (state.elf === 32) bytes.set(littleEndian(outcome.addend, fixup.size), offset);
  }
  return relocations;
}

function applyOne(state: AsmState, section: AsmSection, fixup: Fixup, offset: number): bigint | PendingRelocation | undefined {
  const meant = resolve(fixup.value, 'fixup');
  const complainHere = (code: string, message: string) => { complain(state, code, message, 'error', fixup.statement); return undefined; };
  if (meant.kind === 'register') return complainHere('as-register-value', 'register value used as expression');
  if (meant.kind === 'invalid') return complainHere('as-invalid-operands', meant.why);
  const { add, sub, value } = meant;
  if (!add && !sub) {
    if (fixup.pcBase === undefined) return value;
    return { offset, type: numberedType(state.elf, 'PC', fixup.size), symbol: undefined, addend: value - BigInt(fixup.pcBase) };
  }
  if (!add) return complainHere('as-invalid-operands', `can't resolve ${describe(state, undefined)} - ${describe(state, sub)}`);
  if (sub) {
    const from = placeOf(sub, 'final');
    if (!from || from.fragment.subsection.section !== section.index || fixup.pcBase !== undefined) {
      return complainHere('as-cannot-resolve', `can't resolve ${describe(state, add)} - ${describe(state, sub)}`);
    }
    return relocation(state, add, meant.suffix, numberedType(state.elf, 'PC', fixup.size), offset, value + BigInt(offset) - addressOf(from), true);
  }
  const suffix = meant.suffix;
  if (suffix !== undefined && suffix !== 'PLT') return suffixed(state, fixup, add, suffix, offset, value);
  if (fixup.pcBase !== undefined) {
    const place = isExternal(add) || add.attributes.type === 'IFUNC' ? undefined : placeOf(add, 'final');
    if (place && place.fragment.subsection.section === section.index) return addressOf(place) + value - BigInt(offset + fixup.pcBase);
    const plt = suffix === 'PLT' || (isExternal(add) && (fixup.plt === 'at-end' ? fixup.mode === 64 && value === 0n : fixup.plt === true));
    return relocation(state, add, suffix, plt && fixup.size === 4 ? numberedType(state.elf, 'PLT', 4) : numberedType(state.elf, 'PC', fixup.size), offset, value - BigInt(fixup.pcBase), true);
  }
  if (suffix === 'PLT') return relocation(state, add, suffix, numberedType(state.elf, 'PLT', 4), offset, value, true);
  if (state.elf === 32 && fixup.size === 8) return complainHere('as-relocation', 'cannot represent relocation type BFD_RELOC_64');
  const type = numberedType(state.elf, fixup.size === 4 && fixup.signed ? 'SIGNED' : '', fixup.size);
  return relocation(state, add, suffix, type, offset, value, false);
}

/** By name for what other files can see or a linker merges; else by section. */
function relocation(state: AsmState, symbol: AsmSymbol, suffix: string | undefined, type: string, offset: number, addend: bigint, pcRelative: boolean): PendingRelocation {
  const place = placeOf(symbol, 'final');
  if (place && !isExternal(symbol) && suffix === undefined && symbol.attributes.type !== 'IFUNC' && symbol.attributes.type !== 'TLS' && symbol.section === undefined) {
    const section = state.sections[place.fragment.subsection.section]!;
    const merged = (section.flags & SHF.MERGE) !== 0 && (pcRelative || addend !== 0n);
    if (!merged && (section.flags & SHF.TLS) === 0) return { offset, type, symbol: section.symbol, addend: addend + addressOf(place) };
  }
  return { offset, type, symbol, addend };
}

function suffixed(state: AsmState, fixup: Fixup, symbol: AsmSymbol, suffix: string, offset: number, value: bigint): PendingRelocation | undefined {
  const type = suffixedType(state.elf, suffix, fixup.size, fixup.gotpcrel);
  if (type === undefined) { complain(state, 'as-not-supported', `not supported: @${suffix}`, 'error', fixup.statement); return undefined; }
  if (/^(N?TPOFF|DTPOFF|GOTN?TPOFF|INDNTPOFF|TLS)/.test(suffix) && symbol.attributes.type === 'NOTYPE') symbol.attributes.type = 'TLS';
  if (/^GOT(?!N?TPOFF)/.test(suffix)) { const table = symbolNamed(state, '_GLOBAL_OFFSET_TABLE_'); table.attributes.mentioned = true; }
  return { offset, type, symbol, addend: value - BigInt(fixup.pcBase ?? 0) };
}

function describe(state: AsmState, symbol: AsmSymbol | undefined): string {
  if (!symbol) return '`0\' {*ABS* section}';
  const place = placeOf(symbol, 'final');
  const section = place ? state.sections[place.fragment.subsection.section]!.name : isDefined(symbol) ? '*ABS*' : '*UND*';
  return `\`${symbol.name}' {${section} section}`;
}

function write(state: AsmState, fixup: Fixup, bytes: Uint8Array, offset: number, value: bigint): void {
  if (fixup.size < 8) {
    const limit = 1n << BigInt(fixup.size * 8);
    const fits = fixup.pcBase !== undefined || fixup.signed ? value >= -(limit / 2n) && value < limit / 2n : value > -limit && value < limit;
    if (!fits) complain(state, 'as-value-too-large', `value of ${value} too large for field of ${fixup.size} byte${fixup.size === 1 ? '' : 's'} at ${offset}`, 'error', fixup.statement);
  }
  bytes.set(littleEndian(value, fixup.size), offset);
}
