// SPDX-License-Identifier: GPL-2.0-or-later
// DWARF's numbers of registers in the two ABIs, for `.cfi_offset %rbp, -16`.

import type { Machine } from './relocationTypes.ts';

/** The number of `%rbp` or `rbp`; undefined for anything that is no register. */
export function dwarfRegister(text: string, machine: Machine): number | undefined {
  const name = text.replace(/^%\s*/, '').replace(/\s+/g, '').toLowerCase();
  return (machine === 'i386' ? registers32 : registers64).get(name);
}

function numbered(at: number, names: string): [string, number][] { return names.split(' ').map((name, i) => [name, at + i]); }

function row(at: number, prefix: string, count: number, from = 0): [string, number][] {
  return Array.from({ length: count }, (_, i) => [`${prefix}${from + i}`, at + i]);
}

function stack(at: number): [string, number][] { return [['st', at], ...Array.from({ length: 8 }, (_, i): [string, number] => [`st(${i})`, at + i])]; }

const registers64 = new Map<string, number>([
  ...numbered(0, 'rax rdx rcx rbx rsi rdi rbp rsp'), ...row(8, 'r', 8, 8), ['rip', 16], ...row(17, 'xmm', 16), ...stack(33), ...row(41, 'mm', 8),
  ['eflags', 49], ...numbered(50, 'es cs ss ds fs gs'), ['fs.base', 58], ['gs.base', 59], ['tr', 62], ['ldtr', 63], ['mxcsr', 64], ['fcw', 65], ['fsw', 66],
  ...row(67, 'xmm', 16, 16), ...row(118, 'k', 8), ...row(126, 'bnd', 4),
]);

const registers32 = new Map<string, number>([
  ...numbered(0, 'eax ecx edx ebx esp ebp esi edi'), ['eip', 8], ['eflags', 9], ...stack(11), ...row(21, 'xmm', 8), ...row(29, 'mm', 8), ['fcw', 37], ['fsw', 38],
  ['mxcsr', 39], ...numbered(40, 'es cs ss ds fs gs'), ['tr', 48], ['ldtr', 49], ...row(93, 'k', 8), ...row(101, 'bnd', 4),
]);
