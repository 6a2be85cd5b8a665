// SPDX-License-Identifier: GPL-2.0-or-later
// Which relocation a field takes, by machine: the plain ones by size, those of `@SUFFIX` by table (GAS.md 7.1, 7.3). ELF64 objects say
// R_X86_64_*, ELF32 objects R_386_*.

import type { ObjectFile } from './objectFile.ts';

export type Machine = ObjectFile['machine'];

/** What a field is to its relocation: absolute, zero-extended by the CPU ('unsigned'), or relative to its place. */
export type FieldKind = 'signed' | 'unsigned' | 'data' | 'pc';

export function plainType(machine: Machine, size: number, kind: FieldKind): string | undefined {
  if (machine === 'i386') return size === 8 || kind === 'signed' ? undefined : `R_386_${kind === 'pc' ? 'PC' : ''}${size * 8}`;
  if (kind === 'pc') return `R_X86_64_PC${size * 8}`;
  return size === 4 && kind === 'signed' ? 'R_X86_64_32S' : `R_X86_64_${size * 8}`;
}

interface Row { readonly four?: string; readonly eight?: string; readonly i386?: string; readonly pc?: true; readonly either?: true; readonly tls?: true }

/** `pc`: the relocation is relative to its place; `either`: fits a field of any kind. */
const rows: Readonly<Record<string, Row>> = {
  PLT: { four: 'PLT32', i386: 'PLT32', pc: true },
  PLTOFF: { eight: 'PLTOFF64' },
  GOTPLT: { eight: 'GOTPLT64' },
  GOTOFF: { eight: 'GOTOFF64', i386: 'GOTOFF' },
  GOTPCREL: { four: 'GOTPCREL', eight: 'GOTPCREL64', pc: true },
  GOT: { four: 'GOT32', eight: 'GOT64', i386: 'GOT32' },
  SIZE: { four: 'SIZE32', eight: 'SIZE64', i386: 'SIZE32' },
  TLSGD: { four: 'TLSGD', i386: 'TLS_GD', pc: true, tls: true },
  TLSLD: { four: 'TLSLD', pc: true, tls: true },
  TLSLDM: { i386: 'TLS_LDM', tls: true },
  GOTTPOFF: { four: 'GOTTPOFF', i386: 'TLS_IE_32', pc: true, tls: true },
  TPOFF: { four: 'TPOFF32', eight: 'TPOFF64', i386: 'TLS_LE_32', tls: true },
  NTPOFF: { i386: 'TLS_LE', tls: true },
  DTPOFF: { four: 'DTPOFF32', eight: 'DTPOFF64', i386: 'TLS_LDO_32', tls: true },
  GOTNTPOFF: { i386: 'TLS_GOTIE', tls: true },
  INDNTPOFF: { i386: 'TLS_IE', tls: true },
  TLSDESC: { four: 'GOTPC32_TLSDESC', i386: 'TLS_GOTDESC', pc: true, either: true, tls: true },
  TLSCALL: { four: 'TLSDESC_CALL', i386: 'TLS_DESC_CALL', tls: true },
};

export function isTlsSuffix(suffix: string): boolean { return rows[suffix]?.tls === true; }

/** gas makes the global offset table's symbol as soon as it reads one of these. */
export function namesOffsetTable(suffix: string): boolean { return suffix !== 'PLT' && suffix !== 'SIZE'; }

/** The relocation of `symbol@suffix` in such a field, or what `as` says against it. */
export function suffixType(machine: Machine, suffix: string, size: number, kind: FieldKind): { readonly type: string } | { readonly error: string } {
  const row = rows[suffix];
  const i386 = machine === 'i386';
  if (!row || (i386 ? !row.i386 : !row.four && !row.eight)) return { error: `@${suffix} reloc is not supported with ${i386 ? 32 : 64}-bit output format` };
  if (size < 4) return { error: "junk at end of line, first unrecognized character is `@'" };
  if (suffix === 'TLSCALL' && (kind === 'data' || kind === 'pc')) return { error: `0-byte relocation cannot be applied to ${size}-byte field` };
  if (i386) {
    if (size === 8) return { error: `4-byte relocation cannot be applied to 8-byte field` };
    if (kind === 'pc' && suffix !== 'PLT') return { error: suffix === 'SIZE' ? 'there are no pc-relative size relocations' : 'non-pc-relative relocation for pc-relative field' };
    return { type: `R_386_${row.i386}` };
  }
  const name = size === 8 ? row.eight : row.four;
  if (name === undefined) return { error: `${size === 8 ? 4 : 8}-byte relocation cannot be applied to ${size}-byte field` };
  if (kind === 'pc' && !row.pc) return { error: suffix === 'SIZE' ? 'there are no pc-relative size relocations' : 'non-pc-relative relocation for pc-relative field' };
  const wrongSign = size === 4 && !row.either && (suffix === 'SIZE' ? kind === 'signed' : kind === 'unsigned');
  if (wrongSign) return { error: 'relocated field and relocation type differ in signedness' };
  return { type: `R_X86_64_${name}` };
}
