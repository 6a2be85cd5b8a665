// SPDX-License-Identifier: GPL-2.0-or-later
// Writes server/src/x86/generated/codes.json: what iced-x86 knows about every instruction form (its `Code`), one row each.
// Asking iced at run time costs 50 ms per start; the table parses in about 2 ms. Run again after an update of iced-x86:
//
//   node scripts/generateCodes.mjs
//
// Columns are named in COLUMNS below and read by server/src/x86/codes.ts. Nothing in the table is written by hand.
import { createRequire } from 'node:module';
import { mkdirSync, writeFileSync } from 'node:fs';

const iced = createRequire(import.meta.url)('iced-x86');
const FLAGS = [
  ['mode64', 1], ['mode32', 2], ['mode16', 4], ['canBroadcast', 8], ['canUseOpMaskRegister', 0x10], ['canUseZeroingMasking', 0x20],
  ['canUseRoundingControl', 0x40], ['canSuppressAllExceptions', 0x80], ['defaultOpSize64', 0x100], ['forceOpSize64', 0x200], ['fwait', 0x400],
  ['canUseLockPrefix', 0x800], ['no66', 0x1000], ['requireOpMaskRegister', 0x2000], ['canUseRepPrefix', 0x4000], ['canUseRepnePrefix', 0x8000],
  ['canUseBndPrefix', 0x10000], ['canUseNotrackPrefix', 0x20000], ['canUseXacquirePrefix', 0x40000], ['canUseXreleasePrefix', 0x80000],
];
const COLUMNS = ['mnemonic', 'signature', 'encoding', 'table', 'opCode', 'opCodeLength', 'mandatoryPrefix', 'W', 'L', 'groupIndex', 'rmGroupIndex',
  'tupleType', 'operandSize', 'addressSize', 'memoryBytes', 'broadcastBytes', 'flags'];

// Forms that no assembler chooses: reserved nops, undocumented duplicates, coprocessor-card vectors.
const DUPLICATE = /KNC|^Sal_|^ReservedNop|_(?:82|F6r1|F7r1|DCC8|DCD0|DCD8|DDC8|DED0|DFC8|DFD0|DFD8)$|_82$|^Xchg_.*_F|^Mvex|^VEX_K.*_KNC|^Undoc|^Ud0$|^Cmpxchg486|^Pmulhrw_mm/;

const nameOf = (enumeration, value) => Object.keys(enumeration).find(key => enumeration[key] === value && isNaN(Number(key)));
const kinds = Object.keys(iced.OpCodeOperandKind).filter(key => isNaN(Number(key)));
kinds.sort((a, b) => iced.OpCodeOperandKind[a] - iced.OpCodeOperandKind[b]);
const names = [], rows = [], mnemonics = [], signatures = [];
const intern = (list, item) => { const at = list.indexOf(item); return at >= 0 ? at : list.push(item) - 1; };

for (const name of Object.keys(iced.Code).filter(key => isNaN(Number(key)))) {
  const info = iced.CodeExt.opCode(iced.Code[name]);
  if (!info.isInstruction || info.encoding === iced.EncodingKind.MVEX || DUPLICATE.test(name)) { info.free(); continue; }
  const operands = [];
  for (let i = 0; i < info.opCount; i++) operands.push(info.opKind(i));
  const flags = FLAGS.reduce((sum, [property, bit]) => sum + (info[property] ? bit : 0), 0);
  const ignored = info.ignoresRoundingControl ? 0x40 : 0;
  const values = {
    mnemonic: intern(mnemonics, nameOf(iced.Mnemonic, info.mnemonic).toLowerCase()), signature: intern(signatures, operands.join(',')), flags: flags & ~ignored,
    memoryBytes: iced.MemorySizeExt.size(info.memorySize), broadcastBytes: iced.MemorySizeExt.size(info.broadcastMemorySize),
    W: info.W, L: info.L,
  };
  names.push(name);
  rows.push(COLUMNS.map(column => values[column] ?? info[column]).join(','));
  info.free();
}

const out = new URL('../server/src/x86/generated/', import.meta.url);
mkdirSync(out, { recursive: true });
const table = { columns: COLUMNS, kinds: kinds.join(' '), mnemonics: mnemonics.join(' '), signatures: signatures.join(' '), names: names.join(' '), rows: rows.join(' ') };
writeFileSync(new URL('codes.json', out), `{\n${Object.entries(table).map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`).join(',\n')}\n}\n`);
console.log(`${names.length} codes, ${mnemonics.length} mnemonics, ${signatures.length} operand signatures`);
