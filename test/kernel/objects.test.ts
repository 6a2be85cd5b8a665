// SPDX-License-Identifier: GPL-2.0-or-later
// Every object of arch/x86 that the kernel build makes of a .S file: sections, bytes, relocations and symbols as GNU as leaves them,
// ORC rows and messages as this tree's objtool gives them. With KERNEL_TREE, or KERNEL_BUILD for
// what `make O=` left, any tree.

import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { compare } from './compareObjects.ts';
import { kernelBuild, kernelObjects, sourcesOf } from './tree.ts';

describe(`objects of ${path.basename(kernelBuild)}`, () => {
  const objects = kernelObjects();
  test('there are objects to compare with', () => expect(objects.length).toBeGreaterThan(20));
  test.each(objects.map(object => [path.relative(sourcesOf(kernelBuild), object.source), object] as const))('%s', (_name, object) => {
    expect(compare(object).differences.map(difference => difference.text)).toEqual([]);
  });
});
