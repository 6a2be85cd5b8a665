// SPDX-License-Identifier: GPL-2.0-or-later
// Reads a relocatable ELF object into the ObjectFile that our own assembler would leave. Tests only: the product never opens an object.

import { readFileSync } from 'node:fs';
import type { Binding, ObjectFile, ObjectSection, ObjectSymbol, Relocation, SymbolType, Visibility } from '../../server/src/object/objectFile.ts';

const TYPES: readonly SymbolType[] = ['NOTYPE', 'OBJECT', 'FUNC', 'SECTION', 'FILE', 'COMMON', 'TLS'];
const BINDINGS: readonly Binding[] = ['LOCAL', 'GLOBAL', 'WEAK'];
const VISIBILITIES: readonly Visibility[] = ['DEFAULT', 'INTERNAL', 'HIDDEN', 'PROTECTED'];
/** Names of relocation types by number. */
const X86_64 = (
  'NONE 64 PC32 GOT32 PLT32 COPY GLOB_DAT JUMP_SLOT RELATIVE GOTPCREL 32 32S 16 PC16 8 PC8 DTPMOD64 DTPOFF64 TPOFF64 TLSGD TLSLD ' +
  'DTPOFF32 GOTTPOFF TPOFF32 PC64 GOTOFF64 GOTPC32 GOT64 GOTPCREL64 GOTPC64 GOTPLT64 PLTOFF64 SIZE32 SIZE64 GOTPC32_TLSDESC ' +
  'TLSDESC_CALL TLSDESC IRELATIVE RELATIVE64 39 40 GOTPCRELX REX_GOTPCRELX'
).split(' ');
const I386 = (
  'NONE 32 PC32 GOT32 PLT32 COPY GLOB_DAT JMP_SLOT RELATIVE GOTOFF GOTPC 32PLT 12 13 TLS_TPOFF TLS_IE TLS_GOTIE TLS_LE TLS_GD TLS_LDM ' +
  '16 PC16 8 PC8 TLS_GD_32 TLS_GD_PUSH TLS_GD_CALL TLS_GD_POP TLS_LDM_32 TLS_LDM_PUSH TLS_LDM_CALL TLS_LDM_POP TLS_LDO_32 TLS_IE_32 ' +
  'TLS_LE_32 TLS_DTPMOD32 TLS_DTPOFF32 TLS_TPOFF32 SIZE32 TLS_GOTDESC TLS_DESC_CALL TLS_DESC IRELATIVE GOT32X'
).split(' ');
const SYMTAB = 2, STRTAB = 3, RELA = 4, NOBITS = 8, REL = 9;

interface Header { name: number; type: number; flags: number; offset: number; size: number; link: number; info: number; align: number; entsize: number }

export function readElf(path: string): ObjectFile { return parseElf(readFileSync(path)); }

export function parseElf(file: Uint8Array): ObjectFile {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength), wide = file[4] === 2;
  const u16 = (at: number): number => view.getUint16(at, true), u32 = (at: number): number => view.getUint32(at, true);
  const word = (at: number): number => wide ? Number(view.getBigUint64(at, true)) : u32(at);
  const start = word(wide ? 40 : 32), entry = u16(wide ? 58 : 46), count = u16(wide ? 60 : 48), strings = u16(wide ? 62 : 50);
  const headers = Array.from({ length: count }, (_, i): Header => {
    const at = start + i * entry;
    return wide
      ? { name: u32(at), type: u32(at + 4), flags: word(at + 8), offset: word(at + 24), size: word(at + 32), link: u32(at + 40), info: u32(at + 44), align: word(at + 48), entsize: word(at + 56) }
      : { name: u32(at), type: u32(at + 4), flags: u32(at + 8), offset: u32(at + 16), size: u32(at + 20), link: u32(at + 24), info: u32(at + 28), align: u32(at + 32), entsize: u32(at + 36) };
  });
  const text = (table: Header, offset: number): string => {
    let end = table.offset + offset;
    while (file[end] !== 0) end++;
    return Buffer.from(file.buffer, file.byteOffset + table.offset + offset, end - table.offset - offset).toString('utf8');
  };
  const nameOf = (header: Header): string => text(headers[strings]!, header.name);
  const indexes = new Map<number, number>(), kept: Header[] = [];
  headers.forEach((header, i) => {
    if (i === 0 || header.type === SYMTAB || (header.type === STRTAB && /^\.(sh)?strtab$/.test(nameOf(header))) || header.type === RELA || header.type === REL) return;
    indexes.set(i, kept.length);
    kept.push(header);
  });
  const symtab = headers.find(header => header.type === SYMTAB), symbols: ObjectSymbol[] = [];
  if (symtab) for (let at = symtab.offset + symtab.entsize; at < symtab.offset + symtab.size; at += symtab.entsize) {
    const info = file[at + (wide ? 4 : 12)]!, shndx = u16(at + (wide ? 6 : 14)), type = TYPES[info & 15] ?? 'IFUNC';
    const section = shndx === 0 ? 'UND' : shndx === 0xfff1 ? 'ABS' : shndx === 0xfff2 ? 'COM' : indexes.get(shndx)!;
    symbols.push({
      name: type === 'SECTION' ? nameOf(headers[shndx]!) : text(headers[symtab.link]!, u32(at)), section, value: word(at + (wide ? 8 : 4)), size: word(at + (wide ? 16 : 8)),
      type, binding: BINDINGS[info >> 4] ?? 'UNIQUE', visibility: VISIBILITIES[file[at + (wide ? 5 : 13)]! & 3]!,
    });
  }
  const relocations = new Map<number, Relocation[]>();
  for (const header of headers) if (header.type === RELA || header.type === REL) {
    const list: Relocation[] = [], rela = header.type === RELA;
    for (let at = header.offset; at < header.offset + header.size; at += header.entsize) {
      const symbol = wide ? u32(at + 12) : u32(at + 4) >>> 8, number = wide ? u32(at + 8) : file[at + 4]!;
      const addend = !rela ? 0n : wide ? view.getBigInt64(at + 16, true) : BigInt(view.getInt32(at + 8, true));
      list.push({ offset: word(at), type: wide ? `R_X86_64_${X86_64[number] ?? number}` : `R_386_${I386[number] ?? number}`, symbol: symbol - 1, addend });
    }
    relocations.set(header.info, list);
  }
  const sections = kept.map((header): ObjectSection => ({
    name: nameOf(header), type: header.type, flags: header.flags, align: header.align, entsize: header.entsize, size: header.size,
    bytes: header.type === NOBITS ? new Uint8Array(0) : file.subarray(header.offset, header.offset + header.size),
    relocations: relocations.get(headers.indexOf(header)) ?? [], spans: [],
  }));
  return { machine: wide ? 'x86-64' : 'i386', sections, symbols };
}
