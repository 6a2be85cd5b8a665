// SPDX-License-Identifier: GPL-2.0-or-later
// How gas reads the operands of a directive: one place that moves on through the statement, from which names, strings and commas are taken. What
// stands behind the last thing that a directive takes is junk. Scrubbed text has one blank where blanks count, so one is skipped at a time.

import { endOfName, isDigit, isNameStart } from './characters.ts';

/** `at`: the next character that is read. The end of the text is the end of the statement. */
export interface Reader { readonly text: string; at: number }

export function readerOf(text: string, at = 0): Reader { return { text, at }; }

export function isAtEnd({ text, at }: Reader): boolean { return at >= text.length; }

export function skipBlank(reader: Reader): void { if (reader.text.charCodeAt(reader.at) === 32) reader.at++; }

export function isNext(reader: Reader, character: string): boolean { return reader.text[reader.at] === character; }

/** Takes a character if it is the next one. */
export function take(reader: Reader, character: string): boolean {
  if (reader.text[reader.at] !== character) return false;
  reader.at++;
  return true;
}

export function isDigitNext({ text, at }: Reader): boolean { return isDigit(text.charCodeAt(at)); }

export interface TakenName {
  /** Empty if none begins here. */
  readonly name: string;
  /** The part of the text that holds it: of a quoted one what is between the quotes. */
  readonly start: number;
}

/**
 * A symbol's name as gas's get_symbol_name reads it. Quoted ones that stand next to each other are one, and of escapes only `\"` and `\\` mean
 * something. A quote right behind a plain name goes with it: gas takes it for the end of a quoted one.
 */
export function takeName(reader: Reader, isPart = endOfName): TakenName {
  const { text, at } = reader;
  if (isNameStart(text.charCodeAt(at))) {
    const end = isPart(text, at);
    reader.at = text[end] === '"' ? end + 1 : end;
    return { name: text.slice(at, end), start: at };
  }
  if (text[at] !== '"') return { name: '', start: at };
  let name = '', next = at + 1;
  for (; next < text.length; next++) {
    if (text[next] === '"') {
      const again = text[next + 1] === ' ' ? next + 2 : next + 1;
      if (text[again] !== '"') { next++; break; }
      next = again;
      continue;
    }
    if (text[next] === '\\' && (text[next + 1] === '"' || text[next + 1] === '\\')) next++;
    name += text[next];
  }
  reader.at = next;
  return { name, start: at + 1 };
}

/** The same as read_symbol_name reads it, with all escapes of strings and a blank behind it; undefined: there is none, which is an error. */
export function takeSymbolName(reader: Reader): string | undefined {
  const { text, at } = reader;
  let name: string | undefined;
  if (text[at] === '"') {
    const bytes = takeString(reader);
    name = bytes && bytes.length > 0 ? new TextDecoder().decode(Uint8Array.from(bytes)) : undefined;
  } else if (isNameStart(text.charCodeAt(at))) {
    reader.at = endOfName(text, at);
    name = text.slice(at, reader.at);
  }
  skipBlank(reader);
  return name;
}

/** The bytes of a string's characters from the opening quote on; undefined if none begins here. Without a closing quote it ends with the text. */
export function takeString(reader: Reader): number[] | undefined {
  const { text } = reader;
  if (text[reader.at] !== '"') return undefined;
  const bytes: number[] = [];
  let at = reader.at + 1;
  while (at < text.length && text[at] !== '"') {
    const escaped = text[at] === '\\' ? escapeAt(text, at + 1) : undefined;
    if (escaped) { bytes.push(escaped.byte); at = escaped.next; continue; }
    if (text[at] === '\\' && ++at >= text.length) break;
    const point = text.codePointAt(at)!;
    pushUtf8(point, bytes);
    at += point > 0xffff ? 2 : 1;
  }
  reader.at = Math.min(at + 1, text.length);
  return bytes;
}

const escapes: Readonly<Record<string, number>> = { b: 8, t: 9, n: 10, v: 11, f: 12, r: 13 };

/** `at` is behind the backslash. Undefined: the character stands for itself. */
function escapeAt(text: string, at: number): { readonly byte: number; readonly next: number } | undefined {
  const known = escapes[text[at] ?? ''];
  if (known !== undefined) return { byte: known, next: at + 1 };
  if (isDigit(text.charCodeAt(at))) {
    // Up to three digits, weighted by eight even when a digit is 8 or 9; the low byte stays.
    let value = 0, end = at;
    while (end < at + 3 && isDigit(text.charCodeAt(end))) value = value * 8 + (text.charCodeAt(end++) - 48);
    return { byte: value & 0xff, next: end };
  }
  if (text[at] !== 'x' && text[at] !== 'X') return undefined;
  // All hexadecimal digits that follow are eaten.
  let value = 0, end = at + 1;
  for (let digit = hexDigit(text, end); digit >= 0; digit = hexDigit(text, ++end)) value = (value * 16 + digit) & 0xff;
  return { byte: value, next: end };
}

export function hexDigit(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (isDigit(code)) return code - 48;
  const lower = code | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}

function pushUtf8(point: number, bytes: number[]): void {
  if (point < 0x80) bytes.push(point);
  else if (point < 0x800) bytes.push(0xc0 | point >> 6, 0x80 | point & 63);
  else if (point < 0x10000) bytes.push(0xe0 | point >> 12, 0x80 | point >> 6 & 63, 0x80 | point & 63);
  else bytes.push(0xf0 | point >> 18, 0x80 | point >> 12 & 63, 0x80 | point >> 6 & 63, 0x80 | point & 63);
}

/** What gas says of the character at which it did not expect one. */
export function junkAt(text: string, at: number): string {
  const code = text.charCodeAt(at), first = code < 0x80 ? code : new TextEncoder().encode(String.fromCodePoint(text.codePointAt(at)!))[0]!;
  return `junk at end of line, first unrecognized character ${code >= 32 && code < 127 ? `is \`${text[at]!}'` : `valued 0x${first.toString(16)}`}`;
}
