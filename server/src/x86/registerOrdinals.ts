// SPDX-License-Identifier: GPL-2.0-or-later
// The number that GNU as has for a register, with which it goes on where a register stands for a number (`.byte %al`): its place in the list of
// the registers of 2.40 (opcodes/i386-reg.tbl), found by asking `as` for each.

import { registerNamed } from './registers.ts';
import type { Mode } from './instruction.ts';

const ordinals = ordinalsOf();

/** Undefined: there is no such register in code of this mode. */
export function registerOrdinal(name: string, mode: Mode): number | undefined {
  const register = registerNamed(name);
  if (!register || (register.only64 && register.class !== 'control' && mode !== 64) || (register.class === 'test' && mode === 64)) return undefined;
  return ordinals.get(name);
}

function ordinalsOf(): ReadonlyMap<string, number> {
  const numbered = (name: string, count: number, from = 0, suffix = ''): string[] => Array.from({ length: count }, (_, i) => `${name}${from + i}${suffix}`);
  const words = 'ax cx dx bx sp bp si di'.split(' '), upper = (suffix: string): string[] => numbered('r', 8, 8, suffix);
  const list = [
    ...'al cl dl bl ah ch dh bh axl cxl dxl bxl spl bpl sil dil'.split(' '), ...upper('b'),
    ...words, ...upper('w'), ...words.map(word => `e${word}`), ...upper('d'), ...words.map(word => `r${word}`), ...upper(''),
    ...numbered('k', 8), ...'es cs ss ds fs gs flat'.split(' '), ...numbered('cr', 16), ...numbered('db', 16), ...numbered('dr', 16), ...numbered('tr', 8),
    ...numbered('mm', 8), ...numbered('xmm', 32), ...numbered('ymm', 32), ...numbered('zmm', 32), ...numbered('tmm', 8), ...numbered('bnd', 4),
    'rip', 'eip', 'riz', 'eiz', ...numbered('st(', 8, 0, ')'),
  ];
  const found = new Map(list.map((name, i) => [name, i]));
  for (const none of ['riz', 'eiz']) found.delete(none);
  return found.set('st', found.get('st(0)')!);
}
