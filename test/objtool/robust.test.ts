// SPDX-License-Identifier: GPL-2.0-or-later
// Objects that no assembler would leave: random bytes, tables, symbols and relocations. The room never throws, in no version, and recovery only adds.

import { describe, expect, it } from 'vitest';
import type { ObjectFile, ObjectSection, ObjectSymbol, Relocation } from '../../server/src/object/objectFile.ts';
import { check } from '../../server/src/objtool/check.ts';
import { defaultRules } from '../../server/src/objtool/defaults.ts';
import { noOptions } from '../../server/src/objtool/options.ts';
import { orc } from '../../server/src/objtool/orc.ts';
import { printFindings, printOrc } from '../../server/src/objtool/print.ts';
import { recover } from '../../server/src/objtool/recover.ts';
import { decode } from './decodeStandIn.ts';

const OPTIONS = {
  ...noOptions, orc: true, uaccess: true, stackval: true, ibt: true, link: true, noinstr: true, unret: true, sls: true, retpoline: true, rethunk: true, staticCall: true,
  module: false, prefix: 16, mcount: true, mnop: true, backtrace: true, secAddress: true,
};
const NAMES = ['.text', '.altinstr_replacement', '.entry.text', '.init.text', '.altinstructions', '__jump_table', '__ex_table', '.discard.unwind_hints',
  '.discard.retpoline_safe', '.discard.ignore_alts', '.discard.noendbr', '.discard.reachable', '.discard.intra_function_calls', '.discard.annotate_insn',
  '.discard.instr_begin', '.discard.instr_end', '.discard.validate_unret', '.rodata', '.data'];
/** Common opcodes, so that walks get somewhere. */
const BYTES = [0x50, 0x53, 0x55, 0x58, 0x5b, 0x5d, 0x90, 0x90, 0xc3, 0xcc, 0x74, 0xeb, 0xe8, 0xe9, 0x48, 0x89, 0xe5, 0xec, 0x83, 0x0f, 0x0b, 0x05, 0xff, 0xe0, 0xd0, 0x9c, 0x9d, 0xc9, 0xcf, 0x00, 0x01, 0x02];

describe('random objects', () => {
  it.each(Array.from({ length: 40 }, (_, i) => i))('batch %d', batch => {
    for (let i = 0; i < 25; i++) {
      const object = randomObject(batch * 1000 + i);
      for (const version of ['6.12', '6.1', '7.2'] as const) {
        const rules = defaultRules(version, i % 3 === 0 ? { ...OPTIONS, ibt: false, unret: false } : OPTIONS), checked = check(object, rules, decode), table = orc(object, checked, rules);
        printFindings('x.o', checked);
        printOrc(object, table.entries, rules);
        const more = recover(checked, rules, decode);
        checked.instructions.forEach((before, k) => { if (before.state) expect(more.instructions[k]!.state).toBe(before.state); });
        expect(more.findings.slice(0, checked.findings.length)).toEqual(checked.findings);
      }
    }
  });
});

function randomObject(seed: number): ObjectFile {
  let state = seed * 2654435761 >>> 0;
  const below = (n: number): number => { state = Math.imul(state ^ state >>> 15, 0x2c1b3c6d) + 0x9e3779b9 | 0; return ((state ^ state >>> 13) >>> 0) % n; };
  const sizes = NAMES.map((_, i) => i < 4 ? 8 + below(60) : below(4) === 0 ? below(50) : below(4) * [14, 16, 12, 12][Math.min(i - 4, 3)]!);
  const symbols: ObjectSymbol[] = NAMES.map((name, section) => ({ name, section, value: 0, size: 0, type: 'SECTION', binding: 'LOCAL', visibility: 'DEFAULT' }));
  for (let i = 0; i < 8; i++) {
    const section = below(5);
    symbols.push({
      name: ['f', 'g', 'f.cold', '__SCT__x', '__x86_return_thunk', '__x86_indirect_thunk_rax', 'panic', '.Lx', '__fentry__', 'srso_safe_ret'][below(10)]!, section: below(6) === 0 ? 'UND' : section,
      value: below(sizes[section]! + 1), size: below(20), type: below(3) === 0 ? 'NOTYPE' : 'FUNC', binding: below(2) === 0 ? 'GLOBAL' : 'LOCAL', visibility: 'DEFAULT',
    });
  }
  const relocation = (size: number): Relocation => ({ offset: below(size + 1), type: below(2) === 0 ? 'R_X86_64_PC32' : 'R_X86_64_64', symbol: below(symbols.length), addend: BigInt(below(40) - 4) });
  const sections = NAMES.map((name, i): ObjectSection => {
    const size = sizes[i]!, record = i < 4 ? 0 : [14, 16, 12, 12][Math.min(i - 4, 3)]!, relocations: Relocation[] = [];
    if (record > 0) for (let at = 0; at < size; at += i > 7 && i < 17 ? 4 : record) for (const more of [0, 4, 8]) {
      if (below(8) > 0) relocations.push({ offset: at + more, type: 'R_X86_64_PC32', symbol: below(4), addend: BigInt(below(30)) });
    }
    for (let k = below(4); k > 0; k--) relocations.push(relocation(size));
    return {
      name, type: below(40) === 0 ? 8 : 1, flags: i < 4 ? 6 : 2, align: 1, entsize: 0, size, relocations, spans: [],
      bytes: Uint8Array.from({ length: size }, () => i < 4 ? BYTES[below(BYTES.length)]! : below(12)),
    };
  });
  return { machine: below(10) === 0 ? 'i386' : 'x86-64', sections, symbols };
}
