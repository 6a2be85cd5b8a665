// SPDX-License-Identifier: GPL-2.0-or-later
// Every idiom that makes kernel assembly hard to read from its source has a small file here. What we make of it must be what gcc and as
// make of it; where they are missing, what they made of it before, as one line per section (UPDATE_EXPECT=1 writes those lines).

import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compareObject } from '../kernel/compareObjects.ts';
import { hasGcc } from '../installed.ts';
import { assembledByGcc, idiomFolder, openIdiom, summary } from './idiom.ts';
import { idioms, parts } from './list.ts';

const analysed = idioms.filter(name => name !== 'linker-script.lds');
const renewing = process.env['UPDATE_EXPECT'] === '1';

test('each idiom has a file and each file is an idiom', () => {
  const files = readdirSync(idiomFolder).filter(name => name.endsWith('.S')).map(name => name.replace(/\.S$/, ''));
  expect(files.sort()).toEqual([...idioms, ...parts].sort());
  expect(readdirSync(idiomFolder).filter(name => name.endsWith('.expected')).map(name => name.replace(/\.expected$/, '')).sort()).toEqual([...analysed].sort());
});

test.each([...idioms, ...parts])('%s says what it shows', name => {
  const [first, second] = readFileSync(join(idiomFolder, `${name}.S`), 'utf8').split('\n');
  expect(first).toMatch(/^\/\* [A-Z].*\. \*\/$/);
  expect(second).toBe('/* SPDX-License-Identifier: GPL-2.0-or-later */');
});

describe.each(analysed)('%s', name => {
  const opened = openIdiom(name);
  if (opened?.kind !== 'analysed') throw new Error('not analysed');
  const { object, diagnostics } = opened.analysis;

  test('is understood', () => {
    expect(diagnostics.filter(d => d.severity === 'error').map(d => `${d.code}: ${d.message}`)).toEqual([]);
  });

  test.skipIf(!hasGcc)('is what gcc makes of it', () => {
    const theirs = assembledByGcc(name);
    if (renewing) writeFileSync(join(idiomFolder, `${name}.expected`), summary(theirs));
    expect(compareObject(object, theirs).map(difference => difference.text)).toEqual([]);
  });

  test('is what was stored', () => {
    const path = join(idiomFolder, `${name}.expected`);
    expect(summary(object)).toBe(existsSync(path) ? readFileSync(path, 'utf8') : 'run with UPDATE_EXPECT=1');
  });
});

test('a linker script is not analysed', () => {
  expect(openIdiom('linker-script.lds')).toEqual({ kind: 'not-analysed', reason: 'a linker script' });
});
