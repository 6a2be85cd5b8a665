// SPDX-License-Identifier: GPL-2.0-or-later
// Every .S file of the whole kernel tree, opened one after the other in one process as a server would: nothing throws, other
// architectures and linker scripts are left alone with a reason, and no x86 file gets a finding that its build does not give.

import fs from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { findingsOf, type PlacedFinding } from '../../server/src/ide/findings.ts';
import { inlayHints } from '../../server/src/ide/inlayHints.ts';
import { disk } from '../../server/src/project/disk.ts';
import { createWorkspace, openFile } from '../../server/src/workspace.ts';
import { kernelTree } from './tree.ts';

interface Outcome { readonly file: string; readonly reason?: string; readonly findings: readonly PlacedFinding[]; readonly hints: number; readonly thrown?: string }

describe('every .S file of the tree', () => {
  const root = fs.realpathSync(kernelTree);
  const outcomes: Outcome[] = [];
  let milliseconds = 0, peak = 0;
  beforeAll(async () => {
    const workspace = createWorkspace(disk);
    const start = performance.now();
    for (const file of assemblyFiles(root)) {
      outcomes.push(outcomeOf(workspace, path.join(root, file), file));
      workspace.opened.clear();
      peak = Math.max(peak, process.memoryUsage().rss);
      // A test that blocks its worker for a minute loses it.
      await setImmediate();
    }
    milliseconds = performance.now() - start;
  }, 600_000);

  test('there are many, and nothing throws', () => {
    expect(outcomes.length).toBeGreaterThan(1000);
    expect(outcomes.filter(o => o.thrown !== undefined)).toEqual([]);
  });
  test('only x86 is analysed', () => {
    const analysed = outcomes.filter(o => o.reason === undefined);
    console.log(`${outcomes.length} files, ${analysed.length} analysed, ${Math.round(milliseconds)} ms, at most ${peak >> 20} MB`);
    const foreign = /^arch\/(?!x86\/)|\.lds\.S$|^arch\/x86\/um\//;
    expect(analysed.filter(o => foreign.test(o.file)).map(o => o.file)).toEqual([]);
    expect(outcomes.filter(o => o.file.startsWith('arch/x86/') && o.reason !== undefined && !foreign.test(o.file)).map(o => `${o.file}: ${o.reason}`)).toEqual([]);
  });
  test('no false finding', () => {
    expect(outcomes.flatMap(o => o.findings.map(f => `${o.file}: ${f.severity}: ${f.message} [${f.code}]`))).toEqual([]);
  });
});

/** Paths below the tree's root. */
function assemblyFiles(root: string): string[] {
  return fs.readdirSync(root, { recursive: true, withFileTypes: true })
    .filter(entry => !entry.isDirectory() && entry.name.endsWith('.S'))
    .map(entry => path.relative(root, path.join(entry.parentPath, entry.name))).sort();
}

function outcomeOf(workspace: ReturnType<typeof createWorkspace>, absolute: string, file: string): Outcome {
  try {
    const opened = openFile(workspace, absolute);
    if (opened?.kind !== 'analysed') return { file, reason: opened?.reason ?? 'cannot be read', findings: [], hints: 0 };
    return { file, findings: findingsOf(opened.analysis), hints: inlayHints(opened.analysis).length };
  } catch (error) {
    return { file, findings: [], hints: 0, thrown: String((error as Error).stack) };
  }
}
