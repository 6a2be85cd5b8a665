// SPDX-License-Identifier: GPL-2.0-or-later
// The bytes that gas pads code with (`.balign`, `.nops`). They are its own tables, not the processor vendor's: 64- and 32-bit code take one
// table of up to 11 bytes, 16-bit code another with a jump over long paddings. binutils 2.47 puts the short remainder first.

import type { Mode } from './instruction.ts';

/** Padding of `length` bytes as an alignment emits it. */
export function nops(length: number, mode: Mode, assemblerVersion: number): Uint8Array {
  if (length <= 0) return empty;
  return mode === 16 ? nops16(length) : repeatNops(length, longNops.length, longNops, assemblerVersion >= 24700);
}

/** `.nops length, largest`: each nop of at most `largest` bytes (0: as large as possible). */
export function nopsDirective(length: number, largest: number, mode: Mode, assemblerVersion: number): Uint8Array {
  if (length <= 0) return empty;
  const table = mode === 16 ? shortNops16 : longNops;
  return repeatNops(length, largest > 0 ? Math.min(largest, table.length) : table.length, table, assemblerVersion >= 24700);
}

const empty = new Uint8Array(0);

const bytesOf = (text: string): Uint8Array => Uint8Array.from(text.match(/../g) ?? [], pair => parseInt(pair, 16));

/** By length, from one byte on. */
const longNops = [
  '90', '6690', '0f1f00', '0f1f4000', '0f1f440000', '660f1f440000', '0f1f8000000000', '0f1f840000000000', '660f1f840000000000', '662e0f1f840000000000',
  '66662e0f1f840000000000',
].map(bytesOf);
const shortNops16 = ['90', '6690', '8d7400', '8db40000'].map(bytesOf);

/** Beyond this many bytes 16-bit code jumps over the padding. */
const longest16 = 11;

function nops16(length: number): Uint8Array {
  if (length <= longest16) return repeatNops(length, shortNops16.length, shortNops16, false);
  const out = new Uint8Array(length), jump = length - 2 < 128 ? 2 : 3;
  out.set(jump === 2 ? [0xeb, length - 2] : [0xe9, length - 3 & 0xff, length - 3 >> 8]);
  out.set(repeatNops(length - jump, shortNops16.length, shortNops16, false), jump);
  return out;
}

function repeatNops(length: number, largest: number, table: readonly Uint8Array[], remainderFirst: boolean): Uint8Array {
  const out = new Uint8Array(length), rest = length % largest;
  let at = 0;
  if (remainderFirst && rest) { out.set(table[rest - 1]!, 0); at = rest; }
  for (; at + largest <= length; at += largest) out.set(table[largest - 1]!, at);
  if (!remainderFirst && rest) out.set(table[rest - 1]!, at);
  return out;
}
