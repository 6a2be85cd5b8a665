// SPDX-License-Identifier: GPL-2.0-or-later
// docs/findings holds a page for each kind, made from the table (UPDATE_DOCS=1 writes them), and every example on a page is true: the wrong
// one has the finding, the right one has none at all.

import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findingKinds } from '../../server/src/ide/findingKinds.ts';
import { findingsOf } from '../../server/src/ide/findings.ts';
import { analyseExample, exampleOf, pages, renderPage } from './page.ts';

describe('kinds of findings', () => {
  test('codes are unique', () => expect(new Set(findingKinds.map(kind => kind.code)).size).toBe(findingKinds.length));

  test.each(findingKinds.map(kind => [kind.code, kind] as const))('%s', (code, kind) => {
    const wrong = exampleOf(code, 'wrong'), right = exampleOf(code, 'right');
    if (wrong) {
      const said = findingsOf(analyseExample(wrong, { [code]: kind.severity }));
      expect(said.map(finding => finding.code), wrong.text).toContain(code);
      if (!kind.off) expect(said.filter(f => f.code === code)[0]!.severity).toBe(kind.severity);
    }
    if (right) expect(findingsOf(analyseExample(right, { [code]: kind.severity })).filter(f => f.code === code || f.severity === 'error' || f.severity === 'warning').map(f => `${f.code}: ${f.message}`), right.text).toEqual([]);
    const path = join(pages, `${code}.md`), text = renderPage(kind);
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync(path, text);
    expect(existsSync(path) ? readFileSync(path, 'utf8') : '', `run with UPDATE_DOCS=1`).toBe(text);
  });

  test('no page and no example is left over', () => {
    const codes = new Set(findingKinds.map(kind => kind.code));
    const left = [...readdirSync(pages), ...readdirSync(join(pages, 'examples'))].filter(name => /\.(md|S)$/.test(name) && !codes.has(name.replace(/(\.wrong|\.right)?\.(md|S)$/, '')) && name !== 'README.md');
    expect(left).toEqual([]);
  });
});
