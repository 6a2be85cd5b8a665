// SPDX-License-Identifier: GPL-2.0-or-later
// AT&T mnemonics in terms of Intel's: suffixes (`addl`), sign and zero extension (`movzbl`), condition-code synonyms (`jz`), x87 sizes
// (`fldl`), comparison pseudo-ops (`cmpltps`). One spelling may have several readings (`movsl` copies a string or extends a sign); they
// are tried in order and the operands decide.

import { isIntelMnemonic } from './codes.ts';
import spellings from './generated/spellings.json' with { type: 'json' };

/** One way to understand a mnemonic. */
export interface Reading {
  /** iced's mnemonic. */
  readonly base: string;
  /** Operand size that the suffix names, in bits; 0 without one. */
  readonly size: number;
  /** movzx and movsx: sizes of source and destination; a destination of 0 is the register's. */
  readonly source: number;
  readonly destination: number;
  /** Bytes of the memory operand (x87 sizes; vector suffixes x, y, z). */
  readonly memoryBytes: number;
  /** Immediate that a pseudo-op stands for. */
  readonly control: number;
}

/** All readings, most specific first; none: no such instruction. */
export function readingsOf(mnemonic: string): readonly Reading[] {
  let known = cache.get(mnemonic);
  if (!known) {
    if (cache.size > 4096) cache.clear();
    cache.set(mnemonic, known = makeReadings(mnemonic));
  }
  return known;
}

export const suffixBits: Readonly<Record<string, number>> = { b: 8, w: 16, l: 32, q: 64 };

/** Condition codes with two names; the right one is iced's. */
export const conditionSynonyms: Readonly<Record<string, string>> =
  { z: 'e', nz: 'ne', c: 'b', nc: 'ae', nae: 'b', nb: 'ae', na: 'be', nbe: 'a', pe: 'p', po: 'np', nge: 'l', nl: 'ge', ng: 'le', nle: 'g' };

const cache = new Map<string, readonly Reading[]>();

/** AT&T name -> iced's name. */
const aliases: Readonly<Record<string, string>> = {
  movabs: 'mov', cltq: 'cdqe', cwtl: 'cwde', cbtw: 'cbw', cltd: 'cdq', cqto: 'cqo', cwtd: 'cwd', sal: 'shl', lret: 'retf', ljmp: 'jmp', lcall: 'call',
  stosl: 'stosd', lodsl: 'lodsd', scasl: 'scasd', movsl: 'movsd', cmpsl: 'cmpsd', insl: 'insd', outsl: 'outsd', smovb: 'movsb', smovw: 'movsw', smovl: 'movsd',
  smovq: 'movsq', slodb: 'lodsb', slodw: 'lodsw', slodl: 'lodsd', slodq: 'lodsq', sstob: 'stosb', sstow: 'stosw', sstol: 'stosd', sstoq: 'stosq',
  scmpb: 'cmpsb', scmpw: 'cmpsw', scmpl: 'cmpsd', scmpq: 'cmpsq', sscab: 'scasb', sscaw: 'scasw', sscal: 'scasd', sscaq: 'scasq',
  ud2a: 'ud2', ud2b: 'ud1', fxsaveq: 'fxsave64', fxrstorq: 'fxrstor64', xsaveq: 'xsave64', xsaveoptq: 'xsaveopt64', xrstorq: 'xrstor64', loopz: 'loope', loopnz: 'loopne', fwait: 'wait', xlat: 'xlatb',
  pushfl: 'pushfd', popfl: 'popfd', pushfw: 'pushf', popfw: 'popf', iretw: 'iret', iretl: 'iretd', pushaw: 'pusha', popaw: 'popa', pushal: 'pushad',
  popal: 'popad', icebp: 'int1', repz: 'repe', fcmovc: 'fcmovb', fcmovnae: 'fcmovb', fcmovna: 'fcmovbe', fcmovnc: 'fcmovnb', fcmovae: 'fcmovnb',
  fcmova: 'fcmovnbe', sysretl: 'sysret', sysexitl: 'sysexit', pcmpestrmq: 'pcmpestrm64', pcmpestriq: 'pcmpestri64', vpcmpestrmq: 'vpcmpestrm64', vpcmpestriq: 'vpcmpestri64', pcmpestrml: 'pcmpestrm',
  pcmpestril: 'pcmpestri', vpcmpestrml: 'vpcmpestrm', vpcmpestril: 'vpcmpestri', xstorerng: 'xstore', fucompi: 'fucomip', fcompi: 'fcomip',
  ...Object.fromEntries(Object.entries(conditionSynonyms).flatMap(([from, to]) => ['j', 'set', 'cmov'].map(stem => [stem + from, stem + to]))),
};

const comparisons = new Map('eq lt le unord neq nlt nle ord eq_uq nge ngt false neq_oq ge gt true eq_os lt_oq le_oq unord_s neq_us nlt_uq nle_uq ord_s eq_us nge_uq ngt_uq false_os neq_os ge_oq gt_oq true_us'
  .split(' ').map((name, index) => [name, index] as const));
for (const [name, value] of Object.entries({ eq_oq: 0, lt_os: 1, le_os: 2, unord_q: 3, neq_uq: 4, nlt_us: 5, nle_us: 6, ord_q: 7, nge_us: 9, ngt_us: 10, false_oq: 11, ge_os: 13, gt_os: 14, true_uq: 15 })) {
  comparisons.set(name, value);
}
const integerComparisons: Readonly<Record<string, number>> = { eq: 0, lt: 1, le: 2, neq: 4, nlt: 5, nle: 6 };
const xopComparisons: Readonly<Record<string, number>> = { lt: 0, le: 1, gt: 2, ge: 3, eq: 4, neq: 5, ne: 5, false: 6, true: 7 };
const halves: Readonly<Record<string, number>> = { lqlq: 0, hqlq: 1, lqhq: 0x10, hqhq: 0x11 };
const floatBytes: Readonly<Record<string, number>> = { s: 4, l: 8, t: 10 };
const integerBytes: Readonly<Record<string, number>> = { s: 2, l: 4, q: 8, ll: 8 };
const vectorBytes: Readonly<Record<string, number>> = { x: 16, y: 32, z: 64 };

/** Names that only AT&T syntax has. */
export function attOnlyMnemonics(): string[] { return Object.keys(aliases); }

/** Intel spellings that `as` does not know in AT&T syntax, and the suffixes that it accepts behind the others (scripts/generateSpellings.mjs). */
const intelOnly: ReadonlySet<string> = new Set(spellings.intelOnly.split(' '));
const acceptedSuffixes = new Map(Object.entries(spellings.suffixes).flatMap(([suffixes, mnemonics]) => mnemonics.split(' ').map(mnemonic => [mnemonic, suffixes] as const)));

/** These are suffixed by x87 sizes, in which `l` is not 32 bits. */
const floatStem = /^f(i?ld|i?stt?p?|i?add|i?subr?|i?mul|i?divr?|i?comp?)$/;

/** What narrows its operand, or tells a mask: the length of a memory operand needs a suffix. */
const lengthened = /^(vcvt(?:t?pd2u?dq|u?qq2p[sh]|pd2p[sh]|u?dq2ph|ps2phx|neps2bf16)|vcvtneps2bf16|vfpclassp[sdh])([xyz])$/;

function makeReadings(mnemonic: string): Reading[] {
  const readings: Reading[] = [];
  const add = (base: string, more: Partial<Reading> = {}): void => {
    if (isIntelMnemonic(base)) readings.push({ base, size: 0, source: 0, destination: 0, memoryBytes: 0, control: -1, ...more });
  };
  let match = /^f(ld|stp?|add|subr?|mul|divr?|comp?)([slt])$/.exec(mnemonic);
  if (match && !/^f(ldl2t|st?)$/.test(mnemonic)) add(`f${match[1]}`, { memoryBytes: floatBytes[match[2]!]! });
  // Of a register the `l` means nothing.
  if (/^f(ld|stp?|comp?)l$/.test(mnemonic)) add(mnemonic.slice(0, -1));
  match = /^fi(ld|stp?|sttp|add|subr?|mul|divr?|comp?)(ll|s|l|q)$/.exec(mnemonic);
  if (match) add(`fi${match[1]}`, { memoryBytes: integerBytes[match[2]!]! });
  match = /^mov([sz])([bwl])([wlq])$/.exec(mnemonic);
  if (match && suffixBits[match[2]!]! < suffixBits[match[3]!]! && !(match[1] === 'z' && match[2] === 'l')) {
    add(match[1] === 'z' ? 'movzx' : match[2] === 'l' ? 'movsxd' : 'movsx', { source: suffixBits[match[2]!]!, destination: suffixBits[match[3]!]! });
  }
  match = /^mov([sz])([bwl])$/.exec(mnemonic);
  if (match && mnemonic !== 'movzl') add(match[1] === 'z' ? 'movzx' : match[2] === 'l' ? 'movsxd' : 'movsx', { source: suffixBits[match[2]!]! });
  match = /^(v?pclmul)(lqlq|hqlq|lqhq|hqhq)dq$/.exec(mnemonic);
  if (match) add(`${match[1]}qdq`, { control: halves[match[2]!]! });
  if (!intelOnly.has(mnemonic)) add(mnemonic);
  if (mnemonic === 'movd' || mnemonic === 'vmovd') add(mnemonic.replace('movd', 'movq'));
  const alias = aliases[mnemonic];
  if (alias) add(alias);
  const stem = mnemonic.slice(0, -1), suffix = mnemonic.slice(-1), size = suffixBits[suffix];
  if (size && !floatStem.test(stem)) {
    for (const name of [stem, aliases[stem]]) if (name && acceptedSuffixes.get(name)?.includes(suffix)) add(name === 'movsx' && size === 32 ? 'movsxd' : name, /^mov[sz]x$/.test(name) ? { source: size } : { size });
  }
  match = /^(v?)cmp([a-z_]+?)(ps|pd|ss|sd|ph|sh)$/.exec(mnemonic);
  if (match) {
    const control = comparisons.get(match[2]!);
    if (control !== undefined && (match[1] || control < 8)) add(`${match[1]}cmp${match[3]}`, { control });
  }
  match = /^vpcmp(eq|lt|le|neq|nlt|nle)(u?[bwdq])$/.exec(mnemonic);
  if (match) add(`vpcmp${match[2]}`, { control: integerComparisons[match[1]!]! });
  match = /^vpcom(lt|le|gt|ge|eq|neq|ne|false|true)(u?[bwdq])$/.exec(mnemonic);
  if (match) add(`vpcom${match[2]}`, { control: xopComparisons[match[1]!]! });
  match = lengthened.exec(mnemonic);
  if (match) add(match[1]!, { memoryBytes: vectorBytes[match[2]!]! });
  return readings;
}
