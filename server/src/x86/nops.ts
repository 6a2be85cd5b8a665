// SPDX-License-Identifier: GPL-2.0-or-later
// The bytes that gas pads code with (`.balign`, `.nops`). They are its own tables, not the processor vendor's: 64- and 32-bit code take one
// table of up to 11 bytes, 16-bit code and processors without such nops others with a jump over long paddings. binutils 2.47 puts the short remainder
// first.

import type { Mode } from './instruction.ts';

/** Padding of `length` bytes as an alignment emits it. `old`: of instructions that every processor has, as in 32-bit objects. */
export function nops(length: number, mode: Mode, assemblerVersion: number, old = false): Uint8Array {
  return nopsDirective(length, 0, mode, assemblerVersion, old);
}

/** `.nops length, largest`: each nop of at most `largest` bytes (0: as large as possible). */
export function nopsDirective(length: number, largest: number, mode: Mode, assemblerVersion: number, old = false): Uint8Array {
  if (length <= 0) return empty;
  const { table, most, near } = mode === 16 ? in16 : old ? in32 : usual;
  // Of five bytes 32-bit objects have none by itself.
  const wanted = largest > 0 ? Math.min(largest, table.length) : table.length, size = old && mode !== 16 && wanted === 5 ? 4 : wanted;
  const remainderFirst = assemblerVersion >= 24700 && mode !== 16;
  if (Math.floor(length / table.length) <= most) return repeatNops(length, size, table, remainderFirst);
  // Beyond that many the processor jumps over the padding.
  const jump = length - 2 < 128 ? [0xeb, length - 2] : [...near, ...[0, 8, 16, 24].map(shift => (length - near.length - 4) >>> shift & 0xff)];
  const out = new Uint8Array(length);
  out.set(jump);
  out.set(repeatNops(length - jump.length, size, table, remainderFirst), jump.length);
  return out;
}

/** The largest nop there is, in bytes. */
export function largestNop(mode: Mode, old: boolean): number { return (mode === 16 ? in16 : old ? in32 : usual).table.length; }

const empty = new Uint8Array(0);

const bytesOf = (text: string): Uint8Array => Uint8Array.from(text.match(/../g) ?? [], pair => parseInt(pair, 16));

/** By length, from one byte on. */
const longNops = [
  '90', '6690', '0f1f00', '0f1f4000', '0f1f440000', '660f1f440000', '0f1f8000000000', '0f1f840000000000', '660f1f840000000000', '662e0f1f840000000000',
  '66662e0f1f840000000000',
].map(bytesOf);
/** By mode: nops by length, how many of full length are run through, the opcode of the long jump over more. */
const usual = { table: longNops, most: 7, near: [0xe9] };
const in16 = { table: ['90', '6690', '8d7400', '8db40000'].map(bytesOf), most: 2, near: [0x66, 0xe9] };
const in32 = { table: ['90', '6690', '8d7600', '8d742600', '8d74260090', '8db600000000', '8db42600000000'].map(bytesOf), most: 2, near: [0xe9] };

function repeatNops(length: number, largest: number, table: readonly Uint8Array[], remainderFirst: boolean): Uint8Array {
  const out = new Uint8Array(length), rest = length % largest;
  let at = 0;
  if (remainderFirst && rest) { out.set(table[rest - 1]!, 0); at = rest; }
  for (; at + largest <= length; at += largest) out.set(table[largest - 1]!, at);
  if (!remainderFirst && rest) out.set(table[rest - 1]!, at);
  return out;
}
