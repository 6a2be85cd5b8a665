// SPDX-License-Identifier: GPL-2.0-or-later
// The words of every file of the tree: each instruction's first word is known, and each macro call, numeric reference and macro parameter
// leads to its definition. Words in text that is left out, or in macro bodies that nobody calls, may lead nowhere.
import { expect, it } from 'vitest';
import { lineAt } from '../../server/src/base/text.ts';
import { definition } from '../../server/src/ide/definition.ts';
import { inactiveRegions } from '../../server/src/ide/inactiveRegions.ts';
import { documentSymbols } from '../../server/src/ide/documentSymbols.ts';
import { foldingRanges } from '../../server/src/ide/folding.ts';
import { macroAround } from '../../server/src/ide/target.ts';
import { tokensOf } from '../../server/src/ide/tokens.ts';
import { disk } from '../../server/src/project/disk.ts';
import { createWorkspace, openFile } from '../../server/src/workspace.ts';
import { kernelObjects } from './tree.ts';

it('every word is understood', { timeout: 600_000 }, () => {
  const lost: string[] = [], kinds = new Map<string, number>();
  for (const path of new Set(kernelObjects().map(({ source }) => source))) {
    const opened = openFile(createWorkspace(disk), path);
    if (opened?.kind !== 'analysed') { lost.push(`${path}: not analysed`); continue; }
    const { analysis } = opened, { source } = analysis, inactive = inactiveRegions(analysis);
    for (const token of tokensOf(analysis)) {
      kinds.set(token.kind, (kinds.get(token.kind) ?? 0) + 1);
      if (inactive.some(r => r.start <= token.start && token.start < r.end)) continue;
      const needs = token.kind === 'gas-macro' || token.kind === 'gas-parameter' || (token.kind === 'numeric-reference' && !macroAround(analysis, source, token.start));
      if (token.kind === 'unknown' || (needs && definition(analysis, token.start) === undefined)) lost.push(`${path.replace(/^.*\/arch\//, 'arch/')}:${lineAt(source, token.start) + 1}: ${token.kind} ${source.text.slice(token.start, token.end)}`);
    }
    documentSymbols(analysis);
    foldingRanges(analysis);
  }
  console.log([...kinds].map(([kind, count]) => `${kind} ${count}`).join(', '));
  expect(lost).toEqual([]);
});
