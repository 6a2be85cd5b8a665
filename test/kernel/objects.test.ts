// SPDX-License-Identifier: GPL-2.0-or-later
// Every object of arch/x86 that the kernel build makes of a .S file: sections, bytes, relocations and symbols as GNU as leaves them,
// ORC rows and messages as this tree's objtool gives them. With KERNEL_TREE (and KERNEL_BUILD) any tree.

import { describe, expect, test } from 'vitest';
import { compare } from './compareObjects.ts';
import { kernelObjects, kernelTree } from './tree.ts';

describe(`objects of ${kernelTree.replace(/^.*\//, '')}`, () => {
  const objects = kernelObjects();
  test('there are objects to compare with', () => expect(objects.length).toBeGreaterThan(40));
  test.each(objects.map(object => [object.source.slice(kernelTree.length + 1), object] as const))('%s', (_name, object) => {
    expect(compare(object).differences).toEqual([]);
  });
});
