// SPDX-License-Identifier: GPL-2.0-or-later
// Random stack code, the same for a seed everywhere, through gcc and the real objtool and through ours: messages and rows must be equal.
// UNWIND_LENS_RANDOM=seed,count runs others; `node test/kernel/run.mjs random` does it for every prepared build.

import { existsSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { compareProgram } from './compareProgram.ts';
import { kernelTree, objtoolOf } from './tree.ts';

const [SEED = 1, COUNT = 300] = (process.env['UNWIND_LENS_RANDOM'] ?? '').split(',').filter(Boolean).map(Number);

// The tests block while the real tools run; without a breath between them the runner thinks they are dead.
afterEach(() => new Promise(resume => { setImmediate(resume); }));

describe.skipIf(!existsSync(objtoolOf(kernelTree)))('random programs', () => {
  it.each(Array.from({ length: COUNT }, (_, i) => SEED * 100_000 + i))('seed %d', seed => { expect(compareProgram(kernelTree, seed)).toEqual([]); });
});
