// SPDX-License-Identifier: GPL-2.0-or-later
// Every feature of ide/ on the real entry_64.S: right answers at known places, and none takes longer than a few milliseconds warm.
import { expect, it } from 'vitest';
import { join } from 'node:path';
import { disk } from '../../server/src/project/disk.ts';
import { createWorkspace, openFile } from '../../server/src/workspace.ts';
import { tokensOf } from '../../server/src/ide/tokens.ts';
import { isMentioned, definitionsOf, occurrencesAt } from '../../server/src/ide/names.ts';
import { kernelTree } from './tree.ts';

const opened = openFile(createWorkspace(disk), join(kernelTree, 'arch/x86/entry/entry_64.S'));
if (opened?.kind !== 'analysed') throw new Error('entry_64.S is not analysed');
const { analysis } = opened;

it('probe', () => {
  for (let i = 0; i < 4; i++) {
    let t = performance.now();
    const copy = { ...analysis };
    tokensOf(copy); const a = performance.now() - t; t = performance.now();
    definitionsOf(copy); console.log(analysis.listing.statements.length, a, performance.now() - t);
  }
  const tokens = tokensOf(analysis);
  console.log(tokens.filter(t => t.kind === 'unknown').map(t => analysis.source.text.slice(t.start, t.end)).join(' '));
  const kinds: Record<string, number> = {};
  for (const t of tokens) kinds[t.kind] = (kinds[t.kind] ?? 0) + 1;
  console.log(kinds);
  for (const w of ["error_entry", ".Lokay_", "noist_", "1f", "asm_fred"]) { const at = analysis.source.text.indexOf(w); const t = performance.now(); const o = occurrencesAt(analysis, analysis.source, at); console.log(w, performance.now() - t, o.slice(0, 5).map(x => [x.identity, x.role, x.whole, analysis.source.text.slice(x.start, x.end)])); }
  expect(tokens.length).toBeGreaterThan(100);
});
it('runs', () => {
  const s = analysis.listing.statements.find(s => s.rest.startsWith('.Lokay_'))!;
  console.log(s.source.text, s.source.runs.map(r => [r.at, r.offset, r.end, r.place.file.path, analysis.source.text.slice(r.offset, r.end)]));
  for (let i = 0; i < 3; i++) {
    const copy = { ...analysis };
    let t = performance.now();
    isMentioned(copy, 'x'); const a = performance.now() - t; t = performance.now();
    const d = definitionsOf(copy); const b = performance.now() - t; t = performance.now();
    occurrencesAt(copy, copy.source, 0); console.log('mentions', a, 'definitions', d.length, b, 'all', performance.now() - t);
  }
});
