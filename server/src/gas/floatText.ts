// SPDX-License-Identifier: GPL-2.0-or-later
// What gas takes for a decimal floating number, which is anything: a sign, digits, a point, an exponent, each of them optional.

import { isDigit } from './characters.ts';

/** The index behind the number that begins at `at`; `at` itself if there is none. */
export function endOfFloat(text: string, at: number): number {
  let next = at;
  if (text[next] === '-' || text[next] === '+') next++;
  const word = /^([sq]?nan|inf(inity)?)/i.exec(text.slice(next, next + 8));
  if (word) return next + word[0].length;
  while (isDigit(text.charCodeAt(next))) next++;
  if (text[next] === '.') do next++; while (isDigit(text.charCodeAt(next)));
  if (text[next] !== 'e' && text[next] !== 'E') return next;
  next++;
  if (text[next] === '-' || text[next] === '+') next++;
  while (isDigit(text.charCodeAt(next))) next++;
  return next;
}
