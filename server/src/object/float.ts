// SPDX-License-Identifier: GPL-2.0-or-later
// Floating literals of gas in the sizes that x86 has. Values go through a JavaScript number: exact for what fits a double, which is
// every literal that kernel code uses; 80-bit literals with more digits lose them.

export type FloatFormat = 'half' | 'bfloat16' | 'single' | 'double' | 'extended';

export function encodeFloat(text: string, format: FloatFormat): Uint8Array | undefined {
  const spelled = text.replace(/^0[a-z]/i, '').trim();
  const value = parse(spelled);
  if (value === undefined) return undefined;
  const view = new DataView(new ArrayBuffer(16));
  switch (format) {
    case 'single': view.setUint32(0, Number.isNaN(value) ? 0x7fffffff : singleBits(value), true); return bytesOf(view, 4);
    case 'double':
      if (Number.isNaN(value)) view.setBigUint64(0, 0x7fffffffffffffffn, true); else view.setFloat64(0, value, true);
      return bytesOf(view, 8);
    case 'bfloat16': view.setUint16(0, Number.isNaN(value) ? 0x7fff : roundedTop(singleBits(value)), true); return bytesOf(view, 2);
    case 'half': view.setUint16(0, halfBits(value), true); return bytesOf(view, 2);
    case 'extended': writeExtended(view, value); return bytesOf(view, 10);
  }
}

function parse(text: string): number | undefined {
  const lower = text.toLowerCase();
  const sign = lower.startsWith('-') ? -1 : 1;
  const body = lower.replace(/^[+-]/, '');
  if (body === 'nan') return NaN;
  if (body === 'inf' || body === 'infinity') return sign * Infinity;
  // An exponent without digits in front is zero.
  if (/^\.?e[+-]?\d+$/.test(body)) return sign * 0;
  if (!/^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/.test(body)) return undefined;
  return sign * Number(body);
}

function bytesOf(view: DataView, size: number): Uint8Array { return new Uint8Array(view.buffer.slice(0, size)); }

function singleBits(value: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, value);
  return view.getUint32(0);
}

function roundedTop(bits: number): number { return ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16) & 0xffff; }

function halfBits(value: number): number {
  if (Number.isNaN(value)) return 0x7fff;
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (size === Infinity || size >= 65520) return sign | 0x7c00;
  if (size === 0) return sign;
  const exponent = Math.max(Math.floor(Math.log2(size)), -14);
  const scaled = size / 2 ** (exponent - 10);
  let mantissa = Math.floor(scaled);
  const rest = scaled - mantissa;
  if (rest > 0.5 || (rest === 0.5 && (mantissa & 1) === 1)) mantissa++;
  return sign | (((exponent + 14) << 10) + mantissa);
}

function writeExtended(view: DataView, value: number): void {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  const all = bits.getBigUint64(0);
  const sign = Number(all >> 63n), exponent = Number((all >> 52n) & 0x7ffn);
  let fraction = all & 0xfffffffffffffn;
  let power = 0;
  if (Number.isNaN(value)) { fraction = 0xffffffffffffffffn; power = 0x7fff; }
  else if (exponent === 0x7ff) { fraction = 1n << 63n; power = 0x7fff; }
  else if (exponent !== 0) { fraction = (1n << 63n) | (fraction << 11n); power = exponent - 1023 + 16383; }
  else if (fraction !== 0n) {
    power = -1022 + 16383;
    fraction <<= 11n;
    while ((fraction >> 63n) === 0n) { fraction <<= 1n; power--; }
  }
  view.setBigUint64(0, fraction, true);
  view.setUint16(8, (sign << 15) | power, true);
}
