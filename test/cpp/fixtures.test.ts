// SPDX-License-Identifier: GPL-2.0-or-later
// Small programs of our own with their outputs stored beside them; where gcc is at hand it confirms that they are its outputs.
// UPDATE_FIXTURES=1 writes them anew from gcc.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { printPreprocessed } from '../../server/src/cpp/printPreprocessed.ts';
import { hasGcc } from '../installed.ts';
import { gccPreprocess, preprocessFile } from './oracle.ts';

const directory = 'test/cpp/fixtures';
const words = ['-nostdinc', '-m64'];
const names = readdirSync(directory).filter((name) => name.endsWith('.S'));

describe.each(names)('%s', (name) => {
  // A missing include ends gcc, and ours goes on.
  const judged = hasGcc && name !== 'wrong.S';

  it.each([true, false])('prints what gcc prints, markers: %s', (markers) => {
    const stored = `${directory}/${name.replace('.S', markers ? '.markers' : '.lines')}`;
    const printed = printPreprocessed(preprocessFile(directory, name, words), { markers });
    if (process.env['UPDATE_FIXTURES'] === '1') writeFileSync(stored, judged ? gccPreprocess(directory, name, words, markers).text : printed);
    expect(printed).toBe(readFileSync(stored, 'utf8'));
    if (judged) expect(printed).toBe(gccPreprocess(directory, name, words, markers).text);
  });
});

describe('wrong.S', () => {
  it('is read to its end', () => {
    const result = preprocessFile(directory, 'wrong.S', words);
    const source = readFileSync(`${directory}/wrong.S`, 'utf8');
    expect(result.diagnostics.map((d) => `${source.slice(0, d.origin.start).split('\n').length}: ${d.severity}: ${d.message}`)).toEqual([
      '3: error: missing.h: No such file or directory',
      '4: warning: "TWO" redefined',
      '5: error: #error this is wrong',
      '6: error: no macro name given in #undef directive',
      '7: error: macro names must be identifiers',
      '8: error: operator \'+\' has no right operand',
      '10: error: macro "TWO" passed 3 arguments, but takes just 1',
      '11: error: #else without #if',
      '12: error: #endif without #if',
      '13: error: unterminated #ifdef',
    ]);
    expect(result.lines.map((line) => line.text)).toEqual(['TWO still here']);
  });
});
