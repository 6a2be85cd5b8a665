// SPDX-License-Identifier: GPL-2.0-or-later
// Directives that put data: integers, strings, floats, leb128 (GAS.md 4.1 and 6).

import { bit65, type Expression } from '../gas/expression.ts';
import { parseSingle } from '../gas/parseExpression.ts';
import { isAtEnd, isNext, skipBlank, take, takeString, type Reader } from '../gas/reader.ts';
import { takeFloat, type FloatFormat } from './float.ts';
import { appendBytes, closeFragment, currentFragment, hereOffset } from './fragments.ts';
import { constant, isSigned, suffixOf, symbolOf, wholeValue, type Bound } from './bound.ts';
import { bind } from './evaluate.ts';
import { demandEnd, expressionContext, notedNumber, takeExpression } from './operands.ts';
import { registerOrdinal } from '../x86/registerOrdinals.ts';
import { isBss } from './space.ts';
import { complain, type AsmState } from './state.ts';

export type IntegerSize = 1 | 2 | 4 | 8;

/** `signed`: a linker is to see whether the value fits with its sign. */
export function integers(state: AsmState, reader: Reader, size: IntegerSize | 16, signed = false): void {
  skipBlank(reader);
  if (isAtEnd(reader)) return;
  do {
    const expression = takeDatum(state, reader, size);
    if (expression.kind === 'absent') sayMissing(state);
    const value = bind(state, expression);
    if (size === 16) octa(state, orOrdinal(state, value)); else integer(state, value, size, signed);
  } while (take(reader, ','));
  demandEnd(state, reader);
}

/** Suffixes are for fields of an address's size, and of four bytes. */
function takeDatum(state: AsmState, reader: Reader, size: number): Expression {
  return takeExpression(state, reader, size === 4 || (size === 8 && state.machine === 'x86-64'));
}

function sayMissing(state: AsmState): void { complain(state, 'as-missing-operand', 'zero assumed for missing expression', 'warning'); }

/** A register counts as the number that gas has for it. */
export function orOrdinal(state: AsmState, value: Bound): Bound {
  if (value.kind !== 'register') return value;
  const ordinal = registerOrdinal(value.register, state.mode);
  if (ordinal === undefined) complain(state, 'as-bad-expression', 'bad expression');
  else complain(state, 'as-register-value', 'register value used as expression', 'warning');
  return constant(BigInt(ordinal ?? 0));
}

/** Puts a value of so many bytes. */
export function integer(state: AsmState, written: Bound, size: IntegerSize, signed = false): void {
  const value = orOrdinal(state, written);
  const noted = notedNumber(value), known = noted !== undefined && size === 4 && state.machine === 'i386' ? BigInt.asIntN(32, noted) : noted;
  const suffix = known === undefined ? suffixOf(value) : undefined;
  if (suffix !== undefined) {
    const named = symbolOf(value);
    if (named?.definition?.kind === 'constant') { complain(state, 'as-bad-expression', `missing or invalid expression \`${named.name}@${suffix}'`); return; }
    if (suffix === 'PLT' && !named) { complain(state, 'as-bad-expression', 'invalid PLT expression'); return; }
  }
  const { absolute } = state.here;
  if (absolute) {
    if (known !== 0n) complain(state, 'as-absolute-section', 'attempt to store value in absolute section');
    absolute.offset += BigInt(size);
    return;
  }
  if (known !== undefined) {
    if (value.kind === 'constant' && value.wide !== undefined) complain(state, 'as-bignum-truncated', `bignum truncated to ${size} bytes`, 'warning');
    else warnIfTruncated(state, known, size);
    if (known !== 0n) refuseInNobits(state);
    appendBytes(state.here.subsection, littleEndian(known, size));
    return;
  }
  refuseInNobits(state);
  const { section, subsection } = state.here;
  section.fixups.push({
    fragment: currentFragment(subsection), offset: hereOffset(subsection), size, value, pcBase: undefined, signed, plt: undefined,
    gotpcrel: undefined, kind: 'data', mode: state.mode, statement: state.statement,
  });
  appendBytes(subsection, new Uint8Array(size));
}

function refuseInNobits(state: AsmState): void {
  if (isBss(state.here.section)) complain(state, 'as-data-in-nobits', `attempt to store non-zero value in section \`${state.here.section.name}'`);
}

/** A constant of n bits is silent for -2^n < v < 2^n. */
function warnIfTruncated(state: AsmState, value: bigint, size: IntegerSize): void {
  if (size === 8) return;
  const limit = 1n << BigInt(size * 8);
  if (value > -limit && value < limit) return;
  const hex = (v: bigint) => `0x${BigInt.asUintN(64, v).toString(16)}`;
  complain(state, 'as-value-truncated', `value ${hex(value)} truncated to ${hex(value & (limit - 1n))}`, 'warning');
}

function octa(state: AsmState, value: Bound): void {
  const { absolute } = state.here, known = notedNumber(value);
  if (absolute) {
    if (known !== 0n) complain(state, 'as-absolute-section', 'attempt to store value in absolute section');
    absolute.offset += 16n;
    return;
  }
  if (value.kind !== 'constant') { complain(state, 'as-octa-symbolic', 'unsupported BFD relocation size 16'); return; }
  if (known !== 0n) refuseInNobits(state);
  appendBytes(state.here.subsection, littleEndian(wholeValue(value), 16));
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

/** `width`: bytes per character (`.string16` ...). Strings that stand next to each other are one, and have one end. */
export function strings(state: AsmState, reader: Reader, terminated: boolean, width: number): void {
  if (state.here.absolute) { complain(state, 'as-absolute-section', 'strings must be placed into a section'); return; }
  const put = (character: number): void => {
    if (character !== 0 && isBss(state.here.section)) complain(state, 'as-data-in-nobits', `attempt to store non-empty string in section \`${state.here.section.name}'`);
    const bytes = new Uint8Array(width);
    bytes[0] = character;
    appendBytes(state.here.subsection, bytes);
  };
  skipBlank(reader);
  // gas then takes what stands on the next line for junk, or nothing if that is empty.
  if (isAtEnd(reader)) { complain(state, 'as-string', 'missing string'); return; }
  for (let more = true; more; more = isNext(reader, ',') || isNext(reader, '<') || isNext(reader, '"')) {
    skipBlank(reader);
    const literal = takeString(reader);
    if (literal) {
      for (const byte of literal) put(byte);
      while (isNext(reader, ' ')) reader.at++;
      if (!isNext(reader, '"') && terminated) put(0);
    } else if (take(reader, '<')) {
      const { expression, next, errors = [] } = parseSingle(reader.text, reader.at, expressionContext(state));
      for (const error of errors) complain(state, 'as-bad-expression', error);
      reader.at = next;
      const number = bind(state, expression);
      put(number.kind === 'constant' ? Number(number.value & 255n) : 0);
      if (!take(reader, '>')) { complain(state, 'as-string', 'expected <nn>'); return; }
    } else if (!take(reader, ',')) break;
    skipBlank(reader);
  }
  demandEnd(state, reader);
}

export function floats(state: AsmState, reader: Reader, format: FloatFormat): void {
  skipBlank(reader);
  if (isAtEnd(reader)) return;
  const { absolute, section } = state.here;
  if (absolute || isBss(section)) { complain(state, 'as-float', `attempt to store float in ${absolute ? 'absolute section' : `section \`${section.name}'`}`); return; }
  do {
    const bytes = floatAt(state, reader, format);
    if (!bytes) return;
    appendBytes(state.here.subsection, bytes);
    skipBlank(reader);
  } while (take(reader, ','));
  demandEnd(state, reader);
}

export function floatAt(state: AsmState, reader: Reader, format: FloatFormat): Uint8Array | undefined {
  const taken = takeFloat(reader, format);
  if (!taken) complain(state, 'as-float', 'floating point constant too large', 'warning');
  else if (taken.invalid) complain(state, 'as-float', 'cannot create floating-point number');
  return taken?.bytes;
}

export function leb128(state: AsmState, reader: Reader, signed: boolean): void {
  do {
    const expression = takeExpression(state, reader), value = orOrdinal(state, bind(state, expression));
    if (expression.kind === 'absent') sayMissing(state);
    leb(state, value, signed);
  } while (take(reader, ','));
  demandEnd(state, reader);
}

function leb(state: AsmState, value: Bound, signed: boolean): void {
  const { absolute } = state.here, noted = notedNumber(value);
  if (absolute) {
    if (noted !== 0n) complain(state, 'as-absolute-section', 'attempt to store value in absolute section');
    absolute.offset++;
    return;
  }
  const known = value.kind !== 'constant' ? undefined : signed ? signedLeb(value) : value.wide === undefined ? value.value : BigInt.asUintN(widest, value.wide);
  if (known !== 0n) refuseInNobits(state);
  if (known !== undefined) appendBytes(state.here.subsection, encodeLeb(known, signed));
  else closeFragment(state.here.subsection, { kind: 'leb', value, signed, statement: state.statement });
}

/** Bits of the largest number that gas reads, and to which it extends a negative one of more than 64 bits. */
const widest = 320;

/**
 * What gas takes a constant for that it writes with its sign: what has more than 64 bits is in digits of 16 bits, of which the first one holds
 * the sign, if it is not nothing but ones.
 */
function signedLeb(value: Bound & { kind: 'constant' }): bigint {
  const ones = 0xffffn;
  if (value.wide !== undefined) {
    if (value.wide < 0n) return value.wide;
    const digits = BigInt(Math.ceil(value.wide.toString(16).length / 4));
    return value.wide >> 16n * (digits - 1n) === ones ? value.wide : BigInt.asIntN(16 * Number(digits), value.wide);
  }
  const hasBit65 = ((value.beyond ?? 0) & bit65) !== 0;
  if (value.value < 0n === hasBit65) return value.value;
  const low = BigInt.asUintN(64, value.value);
  return !hasBit65 ? low : isSigned(value) ? low - (1n << 64n) : low + (ones << 64n);
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
