// SPDX-License-Identifier: GPL-2.0-or-later

import { expect, test } from 'vitest';
import { forgetTexts, keptByText } from '../../server/src/base/keptByText.ts';

test('what is asked for stays, however much else is kept after it', () => {
  const table = keptByText<number>(1000);
  table.set('often', 1);
  table.set('once', 2);
  for (let i = 0; i < 10_000; i++) { table.set(`line ${i}`, i); if (i % 10 === 0) expect(table.get('often')).toBe(1); }
  expect(table.get('once')).toBeUndefined();
});

test('no more than two generations are kept', () => {
  const most = 1000, table = keptByText<number>(most), texts = Array.from({ length: 10_000 }, (_, i) => `line ${i}`);
  texts.forEach((text, i) => { table.set(text, i); });
  const kept = texts.filter(text => table.get(text) !== undefined);
  expect(kept.length).toBeGreaterThan(0);
  expect(kept.join('').length).toBeLessThanOrEqual(2 * most);
});

test('one value is kept whatever its text is long', () => {
  const table = keptByText<number>(1000), long = 'x'.repeat(5000);
  table.set(long, 1);
  expect(table.get(long)).toBe(1);
});

test('all is forgotten', () => {
  const table = keptByText<number>(1000);
  table.set('a', 1);
  forgetTexts();
  expect(table.get('a')).toBeUndefined();
});
