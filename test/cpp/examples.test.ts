// SPDX-License-Identifier: GPL-2.0-or-later
// A larger collection of examples that lives beside the repository; where it is absent the fixtures have to do.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Origin } from '../../server/src/base/origin.ts';
import { lineAt } from '../../server/src/base/text.ts';
import { printPreprocessed } from '../../server/src/cpp/printPreprocessed.ts';
import { preprocessFile } from './oracle.ts';

const directory = process.env['CPP_EXAMPLES'] ?? new URL('../../../shared/cpp-examples', import.meta.url).pathname;
const names = existsSync(directory) ? readdirSync(directory).filter((name) => name.endsWith('.S')).map((name) => name.slice(0, -2)) : [];

describe.skipIf(names.length === 0)('examples', () => {
  it.each(names)('%s', (name) => {
    const flags = existsSync(`${directory}/${name}.flags`) ? readFileSync(`${directory}/${name}.flags`, 'utf8').trim().split(/\s+/) : [];
    const result = preprocessFile(directory, `${name}.S`, ['-m64', '-nostdinc', ...flags]);
    expect(printPreprocessed(result, { markers: false })).toBe(readFileSync(`${directory}/${name}.expected`, 'utf8'));
    expect(printPreprocessed(result, { markers: true })).toBe(readFileSync(`${directory}/${name}.expected-E`, 'utf8'));
  });

  it.each(names)('%s: messages', (name) => {
    const flags = existsSync(`${directory}/${name}.flags`) ? readFileSync(`${directory}/${name}.flags`, 'utf8').trim().split(/\s+/) : [];
    const result = preprocessFile(directory, `${name}.S`, ['-m64', '-nostdinc', ...flags]);
    const said = result.diagnostics.filter((d) => name !== 'builtins' || d.code !== 'cpp-va-opt').map((d) => `${rowOf(d.origin)}: ${d.severity}: ${d.message}`);
    // What an example says behind a #line is not where the file has it; gcc counts the beginning of a conditional as an error of its own, and places an unterminated call where the file ends.
    const expected = readFileSync(`${directory}/${name}.diag`, 'utf8').split('\n').flatMap((line) => {
      const match = /:(\d+)(?::\d+)?: (error|warning): (.*?)(?: \[-W[\w-]+\])?$/.exec(line);
      return match === null || match[3] === 'the conditional began here' || line.startsWith('new.S') ? [] : [`${match[1]}: ${match[2]}: ${match[3]}`];
    });
    const comparable = (texts: string[]): string[] => texts.map((text) => text.replace(/^\d+(?=.*unterminated argument list)/, '')).sort();
    expect(comparable(said)).toEqual(comparable(expected));
  });
});

/** The line of the outermost macro call, where gcc places what it says about replacement lists; #line is what the example has changed it to. */
function rowOf(origin: Origin): number {
  let outer = origin;
  while (outer.place.expansion?.kind === 'define') outer = outer.place.expansion.call;
  return lineAt(outer.place.file, outer.start) + 1;
}
