// SPDX-License-Identifier: GPL-2.0-or-later
// Spellings that gcc warns about without a token being wrong: trigraphs (which are not replaced), NUL characters, and blanks between a
// backslash and the line end. They are sought once per file with the fastest search there is, because nearly no file has any.

import { isBlank } from './characters.ts';
import type { Problem } from './definition.ts';

/** A binary file would have one at every second byte. */
const maximumOddities = 100;

const trigraphs = new Set('=/\'()!<>-');

export function odditiesOf(text: string): readonly Problem[] {
  const problems: Problem[] = [];
  for (let i = text.indexOf('??'); i >= 0 && problems.length < maximumOddities; i = text.indexOf('??', i + 1)) {
    if (trigraphs.has(text[i + 2] ?? '')) problems.push({ code: 'cpp-trigraph', args: [text.slice(i, i + 3)], start: i, end: i + 3 });
  }
  for (let i = text.indexOf('\0'); i >= 0 && problems.length < maximumOddities; i = text.indexOf('\0', i + 1)) {
    const start = i;
    while (isBlank(text.charCodeAt(i + 1))) i++;
    problems.push({ code: 'cpp-nul', args: [], start, end: i + 1 });
  }
  for (const blank of ['\\ ', '\\\t']) {
    for (let i = text.indexOf(blank); i >= 0 && problems.length < maximumOddities; i = text.indexOf(blank, i + 1)) {
      let end = i + 1;
      while (isBlank(text.charCodeAt(end))) end++;
      if (text[end] === '\n' || text.startsWith('\r\n', end)) problems.push({ code: 'cpp-splice-blank', args: [], start: i, end });
    }
  }
  return problems.sort((a, b) => a.start - b.start);
}
