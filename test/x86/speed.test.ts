// SPDX-License-Identifier: GPL-2.0-or-later
// Prints what a statement costs; fails only when it is an order of magnitude off.

import { expect, test } from 'vitest';
import { decode } from '../../server/src/x86/decode.ts';
import type { Lowered } from '../../server/src/x86/instruction.ts';
import { forgetLowered, lower } from '../../server/src/x86/lower.ts';
import { bareContext } from './compare.ts';
import { formsOf, randomStatement, seeded } from './randomStatements.ts';

test('a statement costs microseconds, a known one less than one', () => {
  const random = seeded(7), context = bareContext(64);
  const statements = [...new Set(formsOf('integer', 64).flatMap(code => Array.from({ length: 8 }, () => randomStatement(code, 64, random))))];
  for (const statement of statements) lower(statement, context);
  forgetLowered();
  const fresh = time(() => { for (const statement of statements) lower(statement, context); }) / statements.length;
  const cached = time(() => { for (const statement of statements) lower(statement, context); }) / statements.length;
  const bytes = statements.map(statement => lower(statement, context)).filter((result): result is Lowered => 'bytes' in result && result.bytes.length > 0).map(result => result.bytes);
  const decodeFresh = time(() => { for (const list of bytes) decode(list, 0, 64); }) / bytes.length;
  const decodeCached = time(() => { for (const list of bytes) decode(list, 0, 64); }) / bytes.length;
  console.log(`lower: ${fresh.toFixed(2)} us, cached ${cached.toFixed(2)} us; decode: ${decodeFresh.toFixed(2)} us, cached ${decodeCached.toFixed(2)} us`);
  expect(fresh).toBeLessThan(200);
  expect(cached).toBeLessThan(20);
});

function time(body: () => void): number {
  const start = performance.now();
  body();
  return (performance.now() - start) * 1000;
}
