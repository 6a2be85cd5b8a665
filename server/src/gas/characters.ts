// SPDX-License-Identifier: GPL-2.0-or-later
// The character classes that GNU as reads with. One table lookup per character keeps the scanning loops free of regular expressions.
// Loops end at the text's end by its length: a character beyond it is NaN, for which V8 gives up its optimised code, and a table's entry
// of that name would be looked for as a property.

const NAME_START = 1, NAME = 2, DIGIT = 4, SYMBOL_CLASS = 8;

const classes = new Uint8Array(128);
for (const c of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_.$') classes[c.charCodeAt(0)]! |= NAME_START | NAME | SYMBOL_CLASS;
for (const c of '0123456789') classes[c.charCodeAt(0)]! |= DIGIT | NAME | SYMBOL_CLASS;
// It begins the pseudo prefixes, `{vex}`.
classes['{'.charCodeAt(0)]! |= NAME_START;
for (const c of '([{}*%-') classes[c.charCodeAt(0)]! |= SYMBOL_CLASS;

/** May begin a symbol: a letter, `_ . $ {`, anything beyond ASCII. */
export function isNameStart(code: number): boolean { return code < 128 ? (classes[code]! & NAME_START) !== 0 : code >= 128; }

/** May continue a symbol. NaN (past the end) is in no class. */
export function isNamePart(code: number): boolean { return code < 128 ? (classes[code]! & NAME) !== 0 : code >= 128; }

export function isDigit(code: number): boolean { return code >= 48 && code <= 57; }

/** A blank between two of these survives scrubbing in operands (GAS.md 1.2), and so separates macro arguments. */
export function isSymbolClass(code: number): boolean { return code < 128 ? (classes[code]! & SYMBOL_CLASS) !== 0 : code >= 128; }

export function isBlank(code: number): boolean { return code === 32 || code === 9; }

/** The first index from `at` on that holds no blank. */
export function skipBlanks(text: string, at: number): number {
  while (at < text.length && isBlank(text.charCodeAt(at))) at++;
  return at;
}

/** The end of the run of symbol characters that begins at `at` (a digit may begin it). */
export function endOfName(text: string, at: number): number {
  if (at < text.length && text.charCodeAt(at) === 123) at++;
  while (at < text.length && isNamePart(text.charCodeAt(at))) at++;
  return at;
}
