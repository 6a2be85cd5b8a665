// SPDX-License-Identifier: GPL-2.0-or-later
// Nothing that a .S file can cause is forgotten: every line of listed.txt is a kind with a page, or says why it is none; and what is said to
// be told by another kind names one.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findingKinds, pageOf } from '../../server/src/ide/findingKinds.ts';

const lines = readFileSync(join(import.meta.dirname, 'listed.txt'), 'utf8').split('\n').filter(line => line !== '' && !line.startsWith('#'));
const codes = new Set(findingKinds.map(kind => kind.code));

test.each(lines)('%s', line => {
  const [code, reason] = line.split(': ', 2) as [string, string | undefined];
  if (reason !== undefined) {
    expect(codes.has(code)).toBe(false);
    expect(reason.length).toBeGreaterThan(0);
    for (const [named] of reason.matchAll(/^[a-z0-9]+(?:-[a-z0-9]+)+/g)) expect(codes, named).toContain(named);
    return;
  }
  expect(codes).toContain(code);
  expect(existsSync(join(import.meta.dirname, '../..', pageOf(code)!))).toBe(true);
});
