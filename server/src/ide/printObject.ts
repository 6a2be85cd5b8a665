// SPDX-License-Identifier: GPL-2.0-or-later
// `print object`: sections, bytes, relocations and symbols, spelled as readelf does.

import { SHT, type ObjectFile, type ObjectSymbol } from '../object/objectFile.ts';

const typeNames = new Map<number, string>([
  [SHT.PROGBITS, 'PROGBITS'], [SHT.NOBITS, 'NOBITS'], [SHT.NOTE, 'NOTE'], [SHT.INIT_ARRAY, 'INIT_ARRAY'], [SHT.FINI_ARRAY, 'FINI_ARRAY'],
  [SHT.PREINIT_ARRAY, 'PREINIT_ARRAY'], [SHT.GROUP, 'GROUP'], [SHT.X86_64_UNWIND, 'X86_64_UNWIND'],
]);

/** readelf's letters, in its order. */
const flagLetters: readonly (readonly [number, string])[] = [
  [0x1, 'W'], [0x2, 'A'], [0x4, 'X'], [0x10, 'M'], [0x20, 'S'], [0x40, 'I'], [0x80, 'L'], [0x100, 'O'], [0x200, 'G'], [0x400, 'T'], [0x800, 'C'],
  [0x200000, 'R'], [0x10000000, 'l'], [0x80000000, 'E'],
];

export function sectionTypeName(type: number): string { return typeNames.get(type) ?? `0x${type.toString(16)}`; }

export function sectionFlagLetters(flags: number): string {
  return flagLetters.filter(([bit]) => (flags & bit) !== 0).map(([, letter]) => letter).join('');
}

function sectionNameOf(object: ObjectFile, symbol: ObjectSymbol): string {
  return typeof symbol.section === 'number' ? object.sections[symbol.section]!.name : symbol.section;
}

export function objectJson(object: ObjectFile): object {
  return {
    sections: object.sections.map(s => ({
      name: s.name, type: sectionTypeName(s.type), flags: sectionFlagLetters(s.flags), align: s.align, entsize: s.entsize, size: s.size,
      bytes: Buffer.from(s.bytes).toString('hex'),
      relocations: s.relocations.map(r => ({ offset: r.offset, type: r.type, symbol: object.symbols[r.symbol]?.name ?? '', addend: Number(r.addend) })),
    })),
    symbols: object.symbols.map(y => ({ name: y.name, section: sectionNameOf(object, y), value: y.value, size: y.size, type: y.type, binding: y.binding, visibility: y.visibility })),
  };
}

export function printObject(object: ObjectFile): string {
  const out: string[] = [];
  object.sections.forEach((s, i) => {
    out.push(`[${i + 1}] ${s.name} ${sectionTypeName(s.type)} ${sectionFlagLetters(s.flags) || '-'} size 0x${s.size.toString(16)} align ${s.align}${s.entsize ? ` entsize ${s.entsize}` : ''}`);
    for (let at = 0; at < s.bytes.length; at += 16) out.push(`  ${at.toString(16).padStart(6, '0')}  ${Buffer.from(s.bytes.subarray(at, at + 16)).toString('hex').replace(/(..)(?=.)/g, '$1 ')}`);
    for (const r of s.relocations) out.push(`  ${r.offset.toString(16).padStart(6, '0')}  ${r.type} ${object.symbols[r.symbol]?.name ?? ''}${r.addend < 0n ? ' - ' : ' + '}${(r.addend < 0n ? -r.addend : r.addend).toString(16)}`);
  });
  out.push('symbols');
  for (const y of object.symbols) out.push(`  ${y.value.toString(16).padStart(16, '0')} ${String(y.size).padStart(5)} ${y.type.padEnd(7)} ${y.binding.padEnd(6)} ${y.visibility.padEnd(9)} ${sectionNameOf(object, y)} ${y.name}`);
  return `${out.join('\n')}\n`;
}
