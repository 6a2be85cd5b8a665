// SPDX-License-Identifier: GPL-2.0-or-later
// String literals of GNU as (GAS.md 1.1): which bytes `.ascii "..."` and friends leave behind. Adjacent literals and `<10>` join
// into one: `.asciz "a" "b"` has one terminator.

import { isDigit, skipBlanks } from './characters.ts';

export interface StringLiteral { readonly bytes: number[]; readonly next: number }

/** The literal (and those adjacent to it) that begins at `at`; undefined if there is none or a part of it has no end. */
export function parseString(text: string, at: number): StringLiteral | undefined {
  const bytes: number[] = [];
  let next = skipBlanks(text, at);
  let parts = 0;
  for (;;) {
    const opener = text[next];
    let end: number | undefined;
    if (opener === '"') end = decodeQuoted(text, next + 1, bytes);
    else if (opener === '<') end = decodeNumber(text, next + 1, bytes);
    else break;
    if (end === undefined) return undefined;
    parts++;
    next = skipBlanks(text, end);
  }
  return parts === 0 ? undefined : { bytes, next };
}

/** The index just behind the literal whose opening quote is at `at`, or the end of the text if it is never closed. */
export function endOfString(text: string, at: number): number {
  for (let i = at + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 92) i++;
    else if (code === 34) return i + 1;
  }
  return text.length;
}

const escapes: Readonly<Record<string, number>> = { b: 8, t: 9, n: 10, v: 11, f: 12, r: 13 };

function decodeQuoted(text: string, at: number, bytes: number[]): number | undefined {
  for (let i = at; i < text.length;) {
    const c = text[i]!;
    if (c === '"') return i + 1;
    if (c !== '\\') {
      const point = text.codePointAt(i)!;
      pushUtf8(point, bytes);
      i += point > 0xffff ? 2 : 1;
      continue;
    }
    i = decodeEscape(text, i + 1, bytes);
  }
  return undefined;
}

/** `at` is behind the backslash. An unknown escape is the character itself. */
function decodeEscape(text: string, at: number, bytes: number[]): number {
  const c = text[at];
  if (c === undefined) return at;
  const known = escapes[c];
  if (known !== undefined) { bytes.push(known); return at + 1; }
  if (isDigit(c.charCodeAt(0))) {
    // Up to three digits, weighted by eight even when a digit is 8 or 9; the low byte stays.
    let value = 0, end = at;
    while (end < at + 3 && isDigit(text.charCodeAt(end))) value = value * 8 + (text.charCodeAt(end++) - 48);
    bytes.push(value & 0xff);
    return end;
  }
  if (c === 'x' || c === 'X') {
    // All hexadecimal digits that follow are eaten; the low byte stays.
    let value = 0, end = at + 1;
    for (let digit = hexDigit(text, end); digit >= 0; digit = hexDigit(text, ++end)) value = (value * 16 + digit) & 0xff;
    bytes.push(value);
    return end;
  }
  if (c === '\n') { bytes.push(92, 110); return at + 1; }
  const point = text.codePointAt(at)!;
  pushUtf8(point, bytes);
  return at + (point > 0xffff ? 2 : 1);
}

/** `<10>` inserts one byte. */
function decodeNumber(text: string, at: number, bytes: number[]): number | undefined {
  const end = text.indexOf('>', at);
  if (end < 0) return undefined;
  const spelled = text.slice(at, end).trim();
  const value = Number(/^0[0-7]+$/.test(spelled) ? `0o${spelled.slice(1)}` : spelled);
  if (spelled === '' || !Number.isInteger(value)) return undefined;
  bytes.push(value & 0xff);
  return end + 1;
}

function hexDigit(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code >= 48 && code <= 57) return code - 48;
  const lower = code | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}

function pushUtf8(point: number, bytes: number[]): void {
  if (point < 0x80) bytes.push(point);
  else if (point < 0x800) bytes.push(0xc0 | point >> 6, 0x80 | point & 63);
  else if (point < 0x10000) bytes.push(0xe0 | point >> 12, 0x80 | point >> 6 & 63, 0x80 | point & 63);
  else bytes.push(0xf0 | point >> 18, 0x80 | point >> 12 & 63, 0x80 | point >> 6 & 63, 0x80 | point & 63);
}
