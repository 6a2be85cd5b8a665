// SPDX-License-Identifier: GPL-2.0-or-later
// Would two neighbouring tokens read back as something else without a blank? A table found by trying all pairs on gcc 12: by the kind
// or text of the first, the first characters that the second must not have. `%` before `%` needs none, so `%PCT` becomes `%%rax`.

import type { Token } from './tokens.ts';

const pastesWithEquals = new Set(['=', '!', '>', '<', '+', '-', '*', '/', '%', '&', '|', '^', '>>', '<<']);

const firstCharacters: Readonly<Record<string, string>> = {
  '>': '>', '<': '<%:', '+': '+', '-': '->', '/': '/*', '%': ':>', '&': '&', '|': '|', ':': ':>', '.': '.%', '#': '#%', '->': '*', '<=': '>',
};

export function avoidPaste(first: Token, second: Token): boolean {
  const next = second.kind === 'punctuator' ? second.text[0]! : '';
  switch (first.kind) {
    case 'name':
      return second.kind === 'name' || second.kind === 'string' || second.kind === 'char' || (second.kind === 'number' && isWord(second.text));
    case 'number':
      return second.kind === 'number' || second.kind === 'name' || second.kind === 'char' || next === '.' || next === '+' || next === '-';
    case 'punctuator':
      if (next === '=' && pastesWithEquals.has(first.text)) return true;
      if (first.text === '.' && second.kind === 'number') return true;
      return next !== '' && (firstCharacters[first.text]?.includes(next) ?? false);
    case 'other':
      return first.text === '\\' && second.kind === 'name';
    default:
      return false;
  }
}

function isWord(text: string): boolean { return /^\w+$/.test(text); }
