// SPDX-License-Identifier: GPL-2.0-or-later
// Which character may stand where, for gcc's assembler-with-cpp dialect: `$`, `@`, `.` and everything beyond ASCII are not identifier
// characters, and form feed, vertical tab and NUL are white space. One table look-up per character keeps the lexer free of regexes.

const blank = 1, nameStart = 2, nameRest = 4, numberRest = 8, digit = 16;

const classOf = new Uint8Array(256);
for (const c of ' \t\f\v\0') classOf[c.charCodeAt(0)]! |= blank;
for (let c = 0; c < 26; c++) for (const base of [65, 97]) classOf[base + c]! |= nameStart | nameRest | numberRest;
classOf[95]! |= nameStart | nameRest | numberRest;
for (let c = 48; c < 58; c++) classOf[c]! |= digit | nameRest | numberRest;
classOf[46]! |= numberRest;

export const newline = 10, carriageReturn = 13, hash = 35, doubleQuote = 34, singleQuote = 39, openParenthesis = 40, star = 42, dot = 46, slash = 47, backslash = 92;

export function isBlank(code: number): boolean { return code < 256 && (classOf[code]! & blank) !== 0; }
export function isNameStart(code: number): boolean { return code < 256 && (classOf[code]! & nameStart) !== 0; }
export function isNameRest(code: number): boolean { return code < 256 && (classOf[code]! & nameRest) !== 0; }
export function isNumberRest(code: number): boolean { return code < 256 && (classOf[code]! & numberRest) !== 0; }
export function isDigit(code: number): boolean { return code >= 48 && code <= 57; }

/** If text[at] is a backslash that joins lines (blanks may stand before the line end), the offset behind the line end, else 0. */
export function spliceEnd(text: string, at: number): number {
  let i = at + 1;
  while (i < text.length && isBlank(text.charCodeAt(i))) i++;
  if (i >= text.length) return i;
  const code = text.charCodeAt(i);
  if (code === newline) return i + 1;
  return code === carriageReturn && text.charCodeAt(i + 1) === newline ? i + 2 : 0;
}
