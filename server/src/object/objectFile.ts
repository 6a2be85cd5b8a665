// SPDX-License-Identifier: GPL-2.0-or-later
// What `as` leaves in the .o, with every byte still knowing its statement. Spellings of types are readelf's.

import type { Statement } from '../gas/statement.ts';

export const SHF = { WRITE: 1, ALLOC: 2, EXECINSTR: 4, MERGE: 0x10, STRINGS: 0x20, LINK_ORDER: 0x80, GROUP: 0x200, TLS: 0x400, RETAIN: 0x200000, MBIND: 0x1000000, X86_64_LARGE: 0x10000000, EXCLUDE: 0x80000000 } as const;
export const SHT = { PROGBITS: 1, NOTE: 7, NOBITS: 8, INIT_ARRAY: 14, FINI_ARRAY: 15, PREINIT_ARRAY: 16, GROUP: 17, X86_64_UNWIND: 0x70000001 } as const;

export type SymbolType = 'NOTYPE' | 'OBJECT' | 'FUNC' | 'SECTION' | 'FILE' | 'COMMON' | 'TLS' | 'IFUNC';
export type Binding = 'LOCAL' | 'GLOBAL' | 'WEAK' | 'UNIQUE';
export type Visibility = 'DEFAULT' | 'INTERNAL' | 'HIDDEN' | 'PROTECTED';

export interface ObjectSymbol {
  /** Section symbols carry their section's name. */
  readonly name: string;
  /** Index into sections; or undefined / absolute / common. */
  readonly section: number | 'UND' | 'ABS' | 'COM';
  readonly value: number;
  readonly size: number;
  readonly type: SymbolType;
  readonly binding: Binding;
  readonly visibility: Visibility;
  /** The label, `.set` or first mention. Absent when the object was not made by us (tests read ELF). */
  readonly statement?: Statement;
}

export interface Relocation {
  /** Bytes from the section's start. */
  readonly offset: number;
  /** readelf's name: 'R_X86_64_PC32'. */
  readonly type: string;
  /** Index into symbols. */
  readonly symbol: number;
  readonly addend: bigint;
}

/** Bytes [offset, offset of the next) of a section came from this statement; `mode`: in an i386 object, if it is not read as 32-bit code. */
export interface ByteSpan { readonly offset: number; readonly statement: Statement; readonly mode?: 16 | 64 }

export interface ObjectSection {
  readonly name: string;
  readonly type: number;
  readonly flags: number;
  readonly align: number;
  readonly entsize: number;
  readonly size: number;
  /** Contents as `as` leaves them; empty for NOBITS. */
  readonly bytes: Uint8Array;
  /** In the order `as` writes them. */
  readonly relocations: readonly Relocation[];
  /** Sorted by offset; empty when the object was not made by us. */
  readonly spans: readonly ByteSpan[];
}

export interface ObjectFile {
  readonly machine: 'x86-64' | 'i386';
  /** Without the null section, .symtab, .strtab, .shstrtab and .rela*; in header order. */
  readonly sections: readonly ObjectSection[];
  /** In symbol-table order, without the null symbol. */
  readonly symbols: readonly ObjectSymbol[];
}

/** The statement whose bytes cover this offset. */
export function statementAt(section: ObjectSection, offset: number): Statement | undefined { return statementSpanAt(section, offset)?.statement; }

export function statementSpanAt(section: ObjectSection, offset: number): ByteSpan | undefined {
  const spans = section.spans;
  let low = 0, high = spans.length - 1, found: ByteSpan | undefined;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (spans[middle]!.offset <= offset) { found = spans[middle]!; low = middle + 1; } else high = middle - 1;
  }
  return found;
}
