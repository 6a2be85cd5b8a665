// SPDX-License-Identifier: GPL-2.0-or-later
// Directives that put data: integers, strings, floats, leb128 (GAS.md 4.1 and 6).

import { parseString } from '../gas/parseString.ts';
import { splitOperands } from '../gas/splitOperands.ts';
import { encodeFloat, type FloatFormat } from './float.ts';
import { appendBytes, closeFragment, currentFragment, hereOffset } from './fragments.ts';
import { suffixOf, symbolOf, type Bound } from './bound.ts';
import { eachExpression, notedNumber } from './operands.ts';
import { isNobits } from './space.ts';
import { complain, type AsmState } from './state.ts';

export type IntegerSize = 1 | 2 | 4 | 8;

export function integers(state: AsmState, rest: string, size: IntegerSize): void {
  eachExpression(state, rest, value => { integer(state, value, size); });
}

function integer(state: AsmState, value: Bound, size: IntegerSize): void {
  // gas warns and writes its own number of the register.
  if (value.kind === 'register') { complain(state, 'as-not-supported', 'not supported: a register as data'); return; }
  const known = notedNumber(value);
  const suffix = known === undefined ? suffixOf(value) : undefined;
  if (suffix !== undefined) {
    const named = symbolOf(value);
    if (named?.definition?.kind === 'constant') { complain(state, 'as-bad-expression', `missing or invalid expression \`${named.name}@${suffix}'`); return; }
    if (suffix === 'PLT' && !named) { complain(state, 'as-bad-expression', 'invalid PLT expression'); return; }
  }
  if (known !== undefined) {
    if (value.kind === 'constant' && value.wide !== undefined) complain(state, 'as-bignum-truncated', `bignum truncated to ${size} bytes`, 'warning');
    else warnIfTruncated(state, known, size);
    if (known !== 0n && isNobits(state.here.section)) complain(state, 'as-data-in-nobits', `attempt to store non-zero value in section \`${state.here.section.name}'`);
    appendBytes(state.here.subsection, littleEndian(known, size));
    return;
  }
  if (isNobits(state.here.section)) complain(state, 'as-data-in-nobits', `attempt to store non-zero value in section \`${state.here.section.name}'`);
  const { section, subsection } = state.here;
  section.fixups.push({
    fragment: currentFragment(subsection), offset: hereOffset(subsection), size, value, pcBase: undefined, signed: false, plt: undefined,
    gotpcrel: undefined, kind: 'data', mode: state.mode, statement: state.statement,
  });
  appendBytes(subsection, new Uint8Array(size));
}

/** A constant of n bits is silent for -2^n < v < 2^n. */
function warnIfTruncated(state: AsmState, value: bigint, size: IntegerSize): void {
  if (size === 8) return;
  const limit = 1n << BigInt(size * 8);
  if (value > -limit && value < limit) return;
  const hex = (v: bigint) => `0x${BigInt.asUintN(64, v).toString(16)}`;
  complain(state, 'as-value-truncated', `value ${hex(value)} truncated to ${hex(value & (limit - 1n))}`, 'warning');
}

export function octa(state: AsmState, rest: string): void {
  eachExpression(state, rest, (value, text) => {
    if (value.kind === 'register') { complain(state, 'as-not-supported', 'not supported: a register as data'); return; }
    // A number as it stands is unsigned; as 64-bit value 0xffffffffffffffff would be -1.
    const known = /^(0x[0-9a-f]+|[1-9][0-9]*)$/i.test(text) ? BigInt(text) : value.kind === 'constant' ? value.wide ?? value.value : notedNumber(value);
    if (known === undefined) { complain(state, 'as-octa-symbolic', 'bignum invalid'); return; }
    appendBytes(state.here.subsection, littleEndian(known, 16));
  });
}

export function littleEndian(value: bigint, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  if (value >= 0n && value <= 0x7fffffffn) {
    const small = Number(value);
    for (let i = 0; i < size && i < 4; i++) bytes[i] = (small >>> (8 * i)) & 255;
    return bytes;
  }
  let left = BigInt.asUintN(size * 8, value);
  for (let i = 0; i < size; i++) { bytes[i] = Number(left & 255n); left >>= 8n; }
  return bytes;
}

/** Writes the low bytes of an integer of at most 32 bits, or of a greater one that is a safe integer. */
export function putNumber(bytes: Uint8Array, at: number, size: number, value: number): void {
  let left = value | 0;
  const high = left === value ? (value < 0 ? -1 : 0) : Math.floor(value / 0x100000000) | 0;
  for (let i = 0; i < size; i++) {
    if (i === 4) left = high;
    bytes[at + i] = left & 255;
    left >>= 8;
  }
}

/** `width`: bytes per character (`.string16` ...). */
export function strings(state: AsmState, rest: string, terminated: boolean, width: number): void {
  let at = 0;
  for (;;) {
    const literal = parseString(rest, at);
    if (!literal) { complain(state, 'as-string', 'expected string'); return; }
    const bytes: number[] = [];
    if (literal.bytes.length > 0 && isNobits(state.here.section)) complain(state, 'as-data-in-nobits', `attempt to store non-empty string in section \`${state.here.section.name}'`);
    for (const byte of [...literal.bytes, ...(terminated ? [0] : [])]) { bytes.push(byte); for (let i = 1; i < width; i++) bytes.push(0); }
    appendBytes(state.here.subsection, bytes);
    if (rest[literal.next] !== ',') {
      if (literal.next < rest.length) complain(state, 'as-junk', `junk at end of line, first unrecognized character is \`${rest[literal.next]}'`);
      return;
    }
    at = literal.next + 1;
    // A comma at the end is let pass.
    if (rest.slice(at).trim() === '') return;
  }
}

export function floats(state: AsmState, rest: string, format: FloatFormat): void {
  for (const { text } of splitOperands(rest)) {
    const bytes = encodeFloat(text === '' || text === '+' ? '0' : text, format);
    if (!bytes) { complain(state, 'as-float', 'bad floating literal'); return; }
    appendBytes(state.here.subsection, bytes);
  }
}

export function leb128(state: AsmState, rest: string, signed: boolean): void {
  if (rest === '') { complain(state, 'as-missing-operand', 'zero assumed for missing expression', 'warning'); appendBytes(state.here.subsection, [0]); return; }
  eachExpression(state, rest, value => {
    if (value.kind === 'register') { complain(state, 'as-not-supported', 'not supported: a register as data'); return; }
    const known = value.kind === 'constant' ? value.wide ?? value.value : notedNumber(value);
    if (known !== 0n && isNobits(state.here.section)) complain(state, 'as-data-in-nobits', `attempt to store non-zero value in section \`${state.here.section.name}'`);
    if (known !== undefined) appendBytes(state.here.subsection, encodeLeb(known, signed));
    else closeFragment(state.here.subsection, { kind: 'leb', value, signed, statement: state.statement });
  });
}

export function encodeLeb(value: bigint, signed: boolean): Uint8Array {
  const bytes: number[] = [];
  let left = signed ? value : value < 0n ? BigInt.asUintN(64, value) : value;
  for (;;) {
    const byte = Number(left & 0x7fn);
    left >>= 7n;
    const done = signed ? (left === 0n && (byte & 0x40) === 0) || (left === -1n && (byte & 0x40) !== 0) : left === 0n;
    bytes.push(done ? byte : byte | 0x80);
    if (done) return Uint8Array.from(bytes);
  }
}
