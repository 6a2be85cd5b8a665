// SPDX-License-Identifier: GPL-2.0-or-later
// Every feature of ide/ on the real entry_64.S: right answers at known places, and none takes longer than a few milliseconds warm.
import { expect, it } from 'vitest';
import { join } from 'node:path';
import { disk } from '../../server/src/project/disk.ts';
import { createWorkspace, openFile } from '../../server/src/workspace.ts';
import { tokensOf } from '../../server/src/ide/tokens.ts';
import { namesOf } from '../../server/src/ide/names.ts';
import { kernelTree } from './tree.ts';

const opened = openFile(createWorkspace(disk), join(kernelTree, 'arch/x86/entry/entry_64.S'));
if (opened?.kind !== 'analysed') throw new Error('entry_64.S is not analysed');
const { analysis } = opened;

it('probe', () => {
  for (let i = 0; i < 4; i++) {
    let t = performance.now();
    const copy = { ...analysis };
    tokensOf(copy); const a = performance.now() - t; t = performance.now();
    namesOf(copy); console.log(analysis.listing.statements.length, a, performance.now() - t);
  }
  const tokens = tokensOf(analysis);
  console.log(tokens.filter(t => t.kind === 'unknown').map(t => analysis.source.text.slice(t.start, t.end)).join(' '));
  const kinds: Record<string, number> = {};
  for (const t of tokens) kinds[t.kind] = (kinds[t.kind] ?? 0) + 1;
  console.log(kinds);
  for (const o of namesOf(analysis).byFile.get(analysis.source)!.slice(0, 80)) console.log(o.identity, o.role, o.whole, analysis.source.text.slice(o.start, o.end));
  expect(tokens.length).toBeGreaterThan(100);
});
