// SPDX-License-Identifier: GPL-2.0-or-later
// The bytes that gas pads code with (`.balign`, `.nops`). They are its own tables, not the processor vendor's: 64- and 32-bit code take one
// table of up to 11 bytes, 16-bit code another; long
// paddings are jumped over. binutils 2.47 puts the short remainder first.

import type { Mode } from './instruction.ts';

/** Padding of `length` bytes as an alignment emits it. */
export function nops(length: number, mode: Mode, assemblerVersion: number): Uint8Array { return nopsDirective(length, 0, mode, assemblerVersion); }

/** `.nops length, largest`: each nop of at most `largest` bytes (0: as large as possible). */
export function nopsDirective(length: number, largest: number, mode: Mode, assemblerVersion: number): Uint8Array {
  if (length <= 0) return empty;
  const table = mode === 16 ? shortNops16 : longNops, longest = table.length;
  const limit = largest > 0 ? Math.min(largest, longest) : longest;
  const jump = Math.floor(length / longest) > (mode === 16 ? 2 : 7) ? jumpOver(length, mode) : empty;
  const out = new Uint8Array(length);
  out.set(jump);
  out.set(repeatNops(length - jump.length, limit, table, assemblerVersion >= 24700), jump.length);
  return out;
}

const empty = new Uint8Array(0);

const bytesOf = (text: string): Uint8Array => Uint8Array.from(text.match(/../g) ?? [], pair => parseInt(pair, 16));

/** By length, from one byte on. */
const longNops = [
  '90', '6690', '0f1f00', '0f1f4000', '0f1f440000', '660f1f440000', '0f1f8000000000', '0f1f840000000000', '660f1f840000000000', '662e0f1f840000000000',
  '66662e0f1f840000000000',
].map(bytesOf);
const shortNops16 = ['90', '6690', '8d7400', '8db40000'].map(bytesOf);

/** More than seven nops (two in 16-bit code) are jumped over. */
function jumpOver(length: number, mode: Mode): Uint8Array {
  if (length - 2 < 128) return Uint8Array.of(0xeb, length - 2);
  const size = mode === 16 ? 6 : 5, distance = length - size, near = [0xe9, distance & 0xff, distance >> 8 & 0xff, distance >> 16 & 0xff, distance >> 24 & 0xff];
  return Uint8Array.from(mode === 16 ? [0x66, ...near] : near);
}

function repeatNops(length: number, largest: number, table: readonly Uint8Array[], remainderFirst: boolean): Uint8Array {
  const out = new Uint8Array(length), rest = length % largest;
  let at = 0;
  if (remainderFirst && rest) { out.set(table[rest - 1]!, 0); at = rest; }
  for (; at + largest <= length; at += largest) out.set(table[largest - 1]!, at);
  if (!remainderFirst && rest) out.set(table[rest - 1]!, at);
  return out;
}
