// SPDX-License-Identifier: GPL-2.0-or-later
// `def:` says where definition leads from the caret (line:column, with the file if it is another one), `hover:` what the word's hover says.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { byteColumnOf, lineAt, lineSpan, type SourceText } from '../../server/src/base/text.ts';
import { definition } from '../../server/src/ide/definition.ts';
import { renderWord, wordHover } from '../../server/src/ide/wordHover.ts';
import { parseFixture } from '../fixture.ts';
import { analysed } from './unit.ts';

const folder = join(import.meta.dirname, 'fixtures');

describe('fixtures', () => {
  for (const name of readdirSync(folder).filter(each => each.endsWith('.S'))) {
    it(name, () => {
      const fixture = parseFixture(name, readFileSync(join(folder, name), 'utf8'));
      const analysis = analysed(Object.fromEntries(fixture.files.map((file, i) => [i === 0 ? `/w/${name}` : `/w/${file.path.replace(/^\//, '')}`, file.text])));
      expect(analysis.diagnostics.filter(d => d.severity === 'error').map(d => d.message)).toEqual([]);
      const expected: string[] = [], found: string[] = [];
      for (const { kind, line, column, text } of fixture.files[0]!.expectations) {
        const offset = offsetAt(analysis.source, line, column);
        const at = `${line + 1}:${column + 1}`;
        if (kind === 'def') {
          expected.push(`${at} ${text}`);
          found.push(`${at} ${(definition(analysis, offset)?.to ?? []).map(({ file, start }) => `${file === analysis.source ? '' : `${file.path.replace(/^.*\//, '')}:`}${lineAt(file, start) + 1}:${byteColumnOf(file, start)}`).join(' ') || 'none'}`);
        } else if (kind === 'hover') {
          const word = wordHover(analysis, offset), said = word ? renderWord(word).replace(/\s+/g, ' ') : 'none';
          expected.push(`${at} ${text}`);
          found.push(`${at} ${said.includes(text) ? text : said}`);
        }
      }
      expect(found).toEqual(expected);
      expect(found.length).toBeGreaterThan(0);
    });
  }
});

/** Tabs go to the next multiple of eight. */
function offsetAt(source: SourceText, line: number, column: number): number {
  const { start, end } = lineSpan(source, line);
  let visual = 0, offset = start;
  while (offset < end && visual < column) { visual = source.text[offset] === '\t' ? (visual | 7) + 1 : visual + 1; offset++; }
  return offset;
}
