// SPDX-License-Identifier: GPL-2.0-or-later
// Relocation types as readelf spells them: what a field's width, its kind and an `@SUFFIX` ask for, in ELF64 and in ELF32.

/** 'PC': relative to its place; 'SIGNED': the CPU extends the sign; '': absolute. */
export function numberedType(elf: 32 | 64, kind: '' | 'PC' | 'SIGNED' | 'PLT', size: number): string {
  if (elf === 32) return `R_386_${kind === 'SIGNED' ? '' : kind}${size * 8}`;
  return kind === 'SIGNED' ? `R_X86_64_${size * 8}S` : `R_X86_64_${kind}${size * 8}`;
}

export function suffixedType(elf: 32 | 64, suffix: string, size: number, gotpcrel: 'plain' | 'relaxable' | 'relaxable-rex' | undefined): string | undefined {
  if (elf === 32) return suffixes32[suffix] && `R_386_${suffixes32[suffix]}`;
  if (suffix === 'GOTPCREL' && gotpcrel === 'relaxable') return 'R_X86_64_GOTPCRELX';
  if (suffix === 'GOTPCREL' && gotpcrel === 'relaxable-rex') return 'R_X86_64_REX_GOTPCRELX';
  const pair = suffixes64[suffix];
  return pair && `R_X86_64_${pair[size === 8 ? 1 : 0]}`;
}

const suffixes64: Readonly<Record<string, readonly [four: string, eight: string]>> = {
  GOTPCREL: ['GOTPCREL', 'GOTPCREL64'], GOT: ['GOT32', 'GOT64'], GOTOFF: ['GOTOFF64', 'GOTOFF64'], TPOFF: ['TPOFF32', 'TPOFF64'],
  DTPOFF: ['DTPOFF32', 'DTPOFF64'], SIZE: ['SIZE32', 'SIZE64'], GOTTPOFF: ['GOTTPOFF', 'GOTTPOFF'], TLSGD: ['TLSGD', 'TLSGD'],
  TLSLD: ['TLSLD', 'TLSLD'], GOTPLT: ['GOTPLT64', 'GOTPLT64'], PLTOFF: ['PLTOFF64', 'PLTOFF64'], TLSDESC: ['GOTPC32_TLSDESC', 'GOTPC32_TLSDESC'],
  TLSCALL: ['TLSDESC_CALL', 'TLSDESC_CALL'],
};

const suffixes32: Readonly<Record<string, string>> = {
  GOT: 'GOT32', GOTOFF: 'GOTOFF', TPOFF: 'TLS_LE_32', NTPOFF: 'TLS_LE', INDNTPOFF: 'TLS_IE', GOTNTPOFF: 'TLS_GOTIE', GOTTPOFF: 'TLS_IE_32', DTPOFF: 'TLS_LDO_32',
  TLSGD: 'TLS_GD', TLSLDM: 'TLS_LDM', TLSDESC: 'TLS_GOTDESC', TLSCALL: 'TLS_DESC_CALL', SIZE: 'SIZE32',
};
