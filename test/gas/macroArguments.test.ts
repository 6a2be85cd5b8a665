// SPDX-License-Identifier: GPL-2.0-or-later
// How arguments split: 110 argument strings with what GNU as 2.40 bound to `.macro m a, b, c, d`.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expanded } from './support.ts';

const rows = readFileSync(join(import.meta.dirname, 'macroArguments.table'), 'utf8').split('\n')
  // Rows with `!!` also went wrong behind the call, and an expansion with a line break was cut off.
  .filter(line => line.startsWith('m ') && !line.includes('!!') && /=> <.*>$/.test(line))
  .map(line => line.split(/ => /) as [string, string]);

describe('macro arguments', () => {
  it('has rows', () => { expect(rows.length).toBeGreaterThan(90); });
  it.each(rows)('%s', (call, bound) => {
    // The table shows the string's contents with blanks and quotes as they came out.
    const { printed } = expanded(`.macro m a, b, c, d\n.ascii "<\\a|\\b|\\c|\\d>"\n.endm\n${call}\n`);
    const line = printed.split('\n').find(text => text.includes('.ascii'))!;
    expect(line.replace(/^> \.ascii "/, '').replace(/"$/, '')).toBe(bound);
  });
});
