// SPDX-License-Identifier: GPL-2.0-or-later
// The instruction set as a table: one Code per instruction form, in iced-x86's terms (names, operand kinds, opcode fields). The rows are
// generated (scripts/generateCodes.mjs); this file unpacks those of a mnemonic when the mnemonic is first asked for, because a program
// uses about 400 of the 1,800.

import table from './generated/codes.json' with { type: 'json' };
import type { RegisterClass } from './registers.ts';

export type EncodingKind = 'legacy' | 'VEX' | 'EVEX' | 'XOP' | '3DNow';

/** Where an operand's register or value goes in the encoding. */
export type Slot = 'reg' | 'rm' | 'vvvv' | 'opcode' | 'is4' | 'immediate' | 'branch' | 'far' | 'offset' | 'implied';

/** What an operand of a Code accepts. */
export interface OperandKind {
  /** iced's OpCodeOperandKind: 'r64_or_mem', 'imm8sex32', 'xmm_vvvv' ... */
  readonly name: string;
  readonly slot: Slot;
  /** Accepts registers of this class ... */
  readonly registers: RegisterClass | undefined;
  /** ... or exactly this one (al, cl, dx, st ...). */
  readonly fixed: string | undefined;
  readonly memory: boolean;
  /** Vector class of the index of a gather/scatter address. */
  readonly vsib: RegisterClass | undefined;
  /** Implied addresses of string operations and friends. */
  readonly string: boolean;
  /** Bytes of an immediate or branch field, and how wide it is after sign extension (bits; 0: not extended). */
  readonly bytes: number;
  readonly extendsTo: 0 | 16 | 32 | 64;
  /** Bits of the general register, 0 for others. */
  readonly size: number;
}

export interface Code {
  /** iced's name, e.g. 'Add_rm64_imm8'. */
  readonly name: string;
  readonly mnemonic: string;
  readonly operands: readonly OperandKind[];
  readonly encoding: EncodingKind;
  /** 0 normal, 1 0F, 2 0F38, 3 0F3A, 4 MAP5, 5 MAP6, 6 MAP8, 7 MAP9, 8 MAP10. */
  readonly table: number;
  readonly opCode: number;
  readonly opCodeLength: number;
  /** 0 none, 1 none (but the opcode has forms with one), 2 66, 3 F3, 4 F2. */
  readonly mandatoryPrefix: number;
  readonly w: number;
  readonly l: number;
  /** ModRM.reg or ModRM.rm extension of the opcode, -1 if none. */
  readonly group: number;
  readonly rmGroup: number;
  readonly tuple: number;
  /** 0, 16, 32 or 64: the operand (address) size that the form needs, as far as prefixes decide it. */
  readonly operandSize: number;
  readonly addressSize: number;
  readonly memoryBytes: number;
  readonly broadcastBytes: number;
  readonly flags: number;
  /** The operand sizes (8|16|32|64 as bits) that an AT&T suffix may name; 0 when the form takes no suffix. */
  readonly suffixes: number;
  /** jmp and call through a register or memory; far ones through a pointer. */
  readonly transfer: 'none' | 'near' | 'far';
  readonly isString: boolean;
}

export const CodeFlag = {
  mode64: 1, mode32: 2, mode16: 4, broadcast: 8, mask: 0x10, zeroing: 0x20, rounding: 0x40, sae: 0x80, default64: 0x100, force64: 0x200, fwait: 0x400,
  lock: 0x800, no66: 0x1000, needsMask: 0x2000, rep: 0x4000, repne: 0x8000, bnd: 0x10000, notrack: 0x20000, xacquire: 0x40000, xrelease: 0x80000,
} as const;

/** All forms of an Intel mnemonic (iced's names, lower case); empty if there is none. */
export function codesOf(mnemonic: string): readonly Code[] {
  const known = unpacked.get(mnemonic);
  if (known) return known;
  const index = mnemonics.get(mnemonic);
  const made = index === undefined ? none : rowsOf[index]!.map(codeAt).filter(code => !refused.test(code.name));
  if (index !== undefined) unpacked.set(mnemonic, made);
  return made;
}

export function isIntelMnemonic(mnemonic: string): boolean { return mnemonics.has(mnemonic); }

/** Intel mnemonics of the table, for tests that walk all of it. */
export function intelMnemonics(): readonly string[] { return [...mnemonics.keys()]; }

const none: readonly Code[] = [];

/** Forms that gas has no template for (wider registers than the instruction uses). */
const refused = /^((Lldt|Ltr|Verr|Verw|Lmsw)_r\d|(Umwait|Tpause)_r64|L[fgs]s_r64|Getsecq|(E?VEX_)?Vmovw_.*r64|Movsxd_r16|Bswap_r16|Popw_CS|Arpl_r32)/;

const encodings: readonly EncodingKind[] = ['legacy', 'VEX', 'EVEX', 'XOP', '3DNow'];
const unpacked = new Map<string, readonly Code[]>();
const names = table.names.split(' '), rows = table.rows.split(' ');
const kindNames = table.kinds.split(' '), kinds: OperandKind[] = [];
const signatures = table.signatures.split(' ');
const mnemonics = new Map(table.mnemonics.split(' ').map((name, index) => [name, index] as const));
const rowsOf = groupByMnemonic();

function groupByMnemonic(): number[][] {
  const groups: number[][] = Array.from({ length: mnemonics.size }, () => []);
  for (let i = 0; i < rows.length; i++) groups[parseInt(rows[i]!, 10)]!.push(i);
  return groups;
}

function codeAt(row: number): Code {
  // In the order of the table's columns.
  const field = rows[row]!.split(','), list = signatures[+field[1]!]!;
  const code = {
    name: names[row]!, mnemonic: mnemonicAt(+field[0]!), operands: list === '' ? [] : list.split(',').map(kind => kindAt(+kind)), encoding: encodings[+field[2]!]!,
    table: +field[3]!, opCode: +field[4]!, opCodeLength: +field[5]!, mandatoryPrefix: +field[6]!, w: +field[7]!, l: +field[8]!, group: +field[9]!, rmGroup: +field[10]!,
    tuple: +field[11]!, operandSize: +field[12]!, addressSize: +field[13]!, memoryBytes: +field[14]!, broadcastBytes: +field[15]!, flags: +field[16]!,
  };
  const { name } = code, transfer = /^(Jmp|Call)_/.test(name) ? /^(Jmp|Call)_(ptr|m16)/.test(name) ? 'far' as const : 'near' as const : 'none' as const;
  return Object.assign(code, corrections(name), { suffixes: suffixesOf(code), transfer, isString: code.operands.some(kind => kind.string) });
}

/** gas leaves out prefixes that change nothing (selectors are 16 bits wide whatever the register), and writes the one of encodekey in 16-bit code. */
function corrections(name: string): Partial<Code> {
  if (/^((Lldt|Ltr|Verr|Verw|Lmsw)_rm16|(Str|Sldt)_r64m16|Mov_Sreg_r.*|Mov_r64m16_Sreg|Arpl_rm16_r16)$/.test(name)) return { operandSize: 0 };
  if (name.startsWith('Encodekey')) return { operandSize: 32 };
  if (name.startsWith('Prefetchit')) return only64;
  return narrowResult.test(name) ? { operandSize: 0, w: 0 } : unchanged;
}

/** A 64-bit register receives or gives at most 32 bits here. */
const narrowResult = /^(?:E?VEX_)?V?p?(movmsk.*_r64_|(ins|ext)r[bw]_.*r64|extractps_r64)/i;

const unchanged: Partial<Code> = {}, only64: Partial<Code> = { flags: CodeFlag.mode64 };

let mnemonicList: string[] | undefined;
function mnemonicAt(index: number): string { return (mnemonicList ??= [...mnemonics.keys()])[index]!; }

/**
 * Which suffixes fit: the sizes of the general registers; with none of these, the size of a plain memory operand, else the operand size.
 * crc32 is suffixed by its source, moves of segment registers by anything, vector instructions not at all.
 */
function suffixesOf(code: Omit<Code, 'suffixes' | 'transfer' | 'isString'>): number {
  const { operands, name, operandSize } = code;
  if (/^[SL][gi]dt_/.test(name)) return name.endsWith('_16') ? 16 : name.endsWith('m1632') ? 32 : 64;
  if (name.startsWith('Crc32')) return operands[1]!.size;
  if (/^Mov_(Sreg|r\d+m16_Sreg|rm16_Sreg)/.test(name)) return operands.reduce((sum, kind) => sum | kind.size, 16);
  let sizes = 0, vector = false;
  for (const kind of operands) {
    sizes |= kind.size;
    if (kind.registers && /^(mm|[xyz]mm|mask|tile|bound)$/.test(kind.registers)) vector = true;
  }
  if (sizes) return sizes;
  if (vector) return 0;
  if (code.memoryBytes && operands.some(kind => kind.memory) && code.memoryBytes <= 8 && !operandSize) return code.memoryBytes * 8;
  if (operandSize) return operandSize | (code.flags & CodeFlag.default64 ? 64 : 0);
  return operands.some(kind => kind.string) ? code.memoryBytes * 8 : 0;
}

const classes: Readonly<Record<string, RegisterClass>> = {
  r8: 'r8', r16: 'r16', r32: 'r32', r64: 'r64', mm: 'mm', xmm: 'xmm', ymm: 'ymm', zmm: 'zmm', xmmp3: 'xmm', zmmp3: 'zmm', k: 'mask', kp1: 'mask',
  cr: 'control', dr: 'debug', tr: 'test', bnd: 'bound', tmm: 'tile', seg: 'segment',
};
const slots: Readonly<Record<string, Slot>> = { reg: 'reg', rm: 'rm', or: 'rm', vvvv: 'vvvv', opcode: 'opcode', is4: 'is4', is5: 'is4' };
const immediates: Readonly<Record<string, readonly [bytes: number, extendsTo: OperandKind['extendsTo']]>> = {
  imm8: [1, 0], imm8_const_1: [0, 0], imm8sex16: [1, 16], imm8sex32: [1, 32], imm8sex64: [1, 64], imm16: [2, 0], imm32: [4, 0], imm32sex64: [4, 64],
  imm64: [8, 0], imm4_m2z: [0, 0],
};
const branches: Readonly<Record<string, number>> = { br16_1: 1, br32_1: 1, br64_1: 1, br16_2: 2, br32_4: 4, br64_4: 4, xbegin_2: 2, xbegin_4: 4, brdisp_2: 2, brdisp_4: 4 };

function kindAt(index: number): OperandKind { return (kinds[index] ??= describeKind(kindNames[index]!)); }

/** Reads iced's name of an operand kind; the naming is regular. */
function describeKind(name: string): OperandKind {
  const immediate = immediates[name];
  if (immediate) return kindOf(name, name === 'imm4_m2z' ? 'is4' : 'immediate', { bytes: immediate[0], extendsTo: immediate[1] });
  if (branches[name]) return kindOf(name, 'branch', { bytes: branches[name] });
  if (name.startsWith('farbr')) return kindOf(name, 'far', { bytes: name === 'farbr4_2' ? 6 : 4 });
  if (/^(seg_r[SDB]|es_rDI)/.test(name)) return kindOf(name, 'implied', { string: true });
  if (name === 'mem_offs') return kindOf(name, 'offset', { memory: true });
  const vsib = /^mem_vsib(?:32|64)([xyz])$/.exec(name);
  if (vsib) return kindOf(name, 'rm', { memory: true, vsib: `${vsib[1]}mm` as RegisterClass });
  if (/^(mem|sibmem)/.test(name)) return kindOf(name, 'rm', { memory: true });
  const [stem, where] = name.split('_') as [string, string?];
  const kind = classes[stem];
  if (kind && where) {
    const size = /^r(8|16|32|64)$/.exec(kind);
    return kindOf(name, slots[where] ?? 'reg', { registers: kind, memory: name.includes('_or_mem'), size: size ? Number(size[1]) : 0 });
  }
  if (name === 'st0') return kindOf(name, 'implied', { registers: 'st', fixed: 'st(0)' });
  if (name === 'sti_opcode') return kindOf(name, 'opcode', { registers: 'st' });
  const general: Readonly<Record<string, number>> = { al: 8, ax: 16, eax: 32, rax: 64 };
  return kindOf(name, 'implied', { fixed: name, size: general[name] ?? 0 });
}

/** All of one shape: whoever reads them by the thousand reads one field at one place. */
function kindOf(name: string, slot: Slot, { registers, fixed, memory = false, vsib, string = false, bytes = 0, extendsTo = 0, size = 0 }: Partial<OperandKind>): OperandKind {
  return { name, slot, registers, fixed, memory, vsib, string, bytes, extendsTo, size };
}
