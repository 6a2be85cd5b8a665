// SPDX-License-Identifier: GPL-2.0-or-later
// Floating literals of gas in the sizes that x86 has. gas rounds by the first bit that it leaves out, and refuses what lies beyond a
// format, above or below.

import { endOfFloat } from '../gas/floatText.ts';
import { hexDigit, isNext, skipBlank, type Reader } from '../gas/reader.ts';

export type FloatFormat = 'half' | 'bfloat16' | 'single' | 'double' | 'extended';

/** Bits of the exponent and of the fraction behind it; only the extended format writes the bit in front of the point. */
const formats: Readonly<Record<FloatFormat, { readonly bytes: number; readonly exponent: number; readonly fraction: number; readonly whole: boolean; readonly signalling: bigint }>> = {
  half: { bytes: 2, exponent: 5, fraction: 10, whole: false, signalling: 0x7dffn },
  bfloat16: { bytes: 2, exponent: 8, fraction: 7, whole: false, signalling: 0x7fbfn },
  single: { bytes: 4, exponent: 8, fraction: 23, whole: false, signalling: 0x7fbfffffn },
  double: { bytes: 8, exponent: 11, fraction: 52, whole: false, signalling: 0x7ff7ffffffffffffn },
  extended: { bytes: 10, exponent: 15, fraction: 63, whole: true, signalling: 0x7fffbfffffffffffffffn },
};

export function floatSize(format: FloatFormat): number { return formats[format].bytes; }

export interface TakenFloat { readonly bytes: Uint8Array; /** Beyond what the format can hold. */ readonly invalid: boolean }

/** The number at the reader's place, which is zero if there is none; undefined: too many digits. */
export function takeFloat(reader: Reader, format: FloatFormat): TakenFloat | undefined {
  const { text } = reader;
  skipBlank(reader);
  // `0f`, `0d` and whatever other letter it may be.
  if (isNext(reader, '0') && /[a-z]/i.test(text[reader.at + 1] ?? '')) reader.at += 2;
  if (isNext(reader, ':')) return takeDigits(reader, formats[format].bytes);
  const end = endOfFloat(text, reader.at), spelled = text.slice(reader.at, end);
  reader.at = end;
  const bits = bitsOf(spelled.toLowerCase(), format), size = formats[format].bytes;
  return { bytes: bytesOf(bits ?? (1n << BigInt(size * 8 - 1)) - 1n, size), invalid: bits === undefined };
}

/** `:3f80`: hexadecimal digits, the first ones the highest. */
function takeDigits(reader: Reader, size: number): TakenFloat | undefined {
  const { text } = reader, bytes = new Uint8Array(size);
  const skipLow = (): void => { while (isNext(reader, '_')) reader.at++; };
  reader.at++;
  skipLow();
  for (let i = 0; hexDigit(text, reader.at) >= 0; i++, skipLow()) {
    if (i >= size) return undefined;
    let byte = hexDigit(text, reader.at++) << 4;
    skipLow();
    if (hexDigit(text, reader.at) >= 0) byte += hexDigit(text, reader.at++);
    bytes[size - i - 1] = byte;
  }
  return { bytes, invalid: false };
}

/** Undefined: no such number in this format. */
function bitsOf(spelled: string, format: FloatFormat): bigint | undefined {
  const { bytes, exponent, fraction, whole, signalling } = formats[format];
  const negative = spelled.startsWith('-'), sign = negative ? 1n << BigInt(bytes * 8 - 1) : 0n, body = spelled.replace(/^[-+]/, '');
  const invalid = (1n << BigInt(bytes * 8 - 1)) - 1n;
  if (body.endsWith('nan')) return sign | (body.startsWith('s') ? signalling : invalid);
  const infinity = ((1n << BigInt(exponent)) - 1n) << BigInt(fraction + (whole ? 1 : 0)) | (whole ? 1n << BigInt(fraction) : 0n);
  if (body.startsWith('inf')) return sign | infinity;
  const { digits, power } = decimalOf(body);
  if (digits === 0n) return sign;
  if (power > 6000 || power < -6000 - digits.toString().length) return undefined;
  const top = power >= 0 ? digits * 10n ** BigInt(power) : digits, bottom = power >= 0 ? 1n : 10n ** BigInt(-power);
  // The value is (1 <= x < 2) * 2^e.
  let e = bitLength(top) - bitLength(bottom);
  if (shifted(top, -e) < shifted(bottom, 0) * (e > 0 ? 1n << BigInt(e) : 1n)) e--;
  const bias = (1 << (exponent - 1)) - 1, biased = e + bias;
  if (biased >= (1 << exponent) - 1 || -biased > bytes * 8 - 2 * exponent + 14 - (whole ? 1 : 0)) return undefined;
  // One bit more than is kept; of a number that is too small for its exponent fewer.
  const scale = fraction + 1 - Math.max(e, 1 - bias);
  // gas multiplies by a tenth that is a little too small, and so comes out just below.
  const numerator = scale >= 0 ? top << BigInt(scale) : top, denominator = scale >= 0 ? bottom : bottom << BigInt(-scale);
  const bits = (power < 0 ? numerator - 1n : numerator) / denominator, rounded = (bits >> 1n) + (bits & 1n);
  const unit = 1n << BigInt(fraction), field = BigInt(Math.max(biased, 1)) + (rounded >> BigInt(fraction)) - 1n;
  if (!whole) return sign | (field << BigInt(fraction)) + rounded % unit & invalid;
  const carried = rounded >= unit << 1n;
  return sign | ((carried ? field : rounded >= unit ? field : 0n) << 64n | (carried ? unit : rounded)) & invalid;
}

/** digits * 10^power. */
function decimalOf(text: string): { readonly digits: bigint; readonly power: number } {
  const [mantissa = '', exponent = ''] = text.split('e'), [front = '', behind = ''] = mantissa.split('.');
  return { digits: BigInt(front + behind || '0'), power: (/\d/.test(exponent) ? Math.max(-1e6, Math.min(1e6, Number(exponent))) : 0) - behind.length };
}

function shifted(value: bigint, by: number): bigint { return by > 0 ? value << BigInt(by) : value; }

function bitLength(value: bigint): number { return value.toString(2).length; }

function bytesOf(bits: bigint, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  for (let i = 0, left = bits; i < size; i++, left >>= 8n) bytes[i] = Number(left & 255n);
  return bytes;
}

