// SPDX-License-Identifier: GPL-2.0-or-later
// Whatever is kept from one analysis to the next changes nothing: after each of many random edits, undone ones included, the analysis by a
// workspace that has lived through them all equals that of a new workspace in which nothing is remembered.

import fs from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { disk } from '../../server/src/project/disk.ts';
import { createWorkspace, usualTrust } from '../../server/src/workspace.ts';
import { randomEdits } from '../bench/edits.ts';
import { kernelTree } from './tree.ts';
import { analysisOf } from './whole.ts';

/** Rounds of ten edits each. */
const rounds = Number(process.env['ROUNDS'] ?? 6), editsPerRound = 10;
const files = ['arch/x86/entry/entry_64.S', 'arch/x86/lib/memcpy_64.S', 'arch/x86/lib/retpoline.S', 'arch/x86/kernel/ftrace_64.S', 'arch/x86/lib/copy_user_64.S'];

test.each(files.flatMap(file => Array.from({ length: rounds }, (_, round) => [file, round] as const)))('%s, round %i', async (file, round) => {
  const absolute = path.join(fs.realpathSync(kernelTree), file), text = fs.readFileSync(absolute, 'utf8');
  const living = createWorkspace(disk, {}, { trust: usualTrust });
  let version = 0, different = 0;
  const original = analysisOf(living, absolute, text, version++);
  for (const edit of randomEdits(text, editsPerRound, file.length * 1000 + round)) {
    // vitest wants to hear from its worker now and then.
    await setImmediate();
    const kept = analysisOf(living, absolute, edit.text, version++);
    expect(kept, `${edit.kind} at ${edit.offset}`).toEqual(analysisOf(createWorkspace(disk, {}, { fromScratch: true }), absolute, edit.text, 0));
    if (kept !== original) different++;
    // Every other edit is taken back, so that old texts come back too.
    if (version % 2 === 0) expect(analysisOf(living, absolute, text, version++)).toEqual(original);
  }
  expect(different).toBeGreaterThan(editsPerRound / 5);
});
