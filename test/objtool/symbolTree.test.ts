// SPDX-License-Identifier: GPL-2.0-or-later
// The tree that does not know of overlaps: right without them, and blind to a function whose labels stand at the root.

import { expect, test } from 'vitest';
import type { ObjectFile, ObjectSymbol } from '../../server/src/object/objectFile.ts';
import { symbolInTree } from '../../server/src/objtool/symbolTree.ts';

const symbol = (name: string, value: number, size: number): ObjectSymbol => ({ name, section: 0, value, size, type: size > 0 ? 'FUNC' : 'NOTYPE', binding: 'LOCAL', visibility: 'DEFAULT' });
const nameAt = (symbols: readonly ObjectSymbol[], offset: number): string | undefined => symbolInTree({ symbols } as unknown as ObjectFile, 0, offset, () => true)?.name;

test('without overlaps every byte is found, in whatever order the symbols come', () => {
  const all = Array.from({ length: 64 }, (_, i) => symbol(`f${i}`, 16 * i, 12)), shuffled = all.map((_, i) => all[i * 37 % 64]!);
  for (const { name, value } of all) for (const at of [0, 5, 11]) expect(nameAt(shuffled, value + at)).toBe(name);
  expect(nameAt(shuffled, 13)).toBeUndefined();
});

test('labels inside a function hide it', () => {
  const labels = [1, 2, 3].map(i => symbol(`l${i}`, 4 * i, 0)), whole = symbol('f', 0, 16);
  expect(nameAt([whole], 15)).toBe('f');
  expect(nameAt([...labels, whole], 15)).toBeUndefined();
  expect(nameAt([...labels, whole], 3)).toBe('f');
});
