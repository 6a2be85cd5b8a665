// SPDX-License-Identifier: GPL-2.0-or-later
// Editing goes on: unlike in reuse.test.ts each edit changes the text that the last one left, half a dozen places are open at once, a
// hundred lines are pasted, everything is undone step by step, a header and the configuration are edited beside the file, which is closed and
// opened again.
// After each step that is looked at the analysis equals one from scratch. STEPS=N for longer sessions (10,000 steps over all files take an hour).

import fs from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { disk } from '../../server/src/project/disk.ts';
import { findingsOf } from '../../server/src/ide/findings.ts';
import { createWorkspace, forgetFile, openFile, usualTrust, type Workspace } from '../../server/src/workspace.ts';
import { reconfigured, sessionSteps, type SessionStep } from '../bench/sessions.ts';
import { kernelBuild, kernelObjects, kernelTree } from './tree.ts';
import { whole } from './whole.ts';

const files = [path.join(fs.realpathSync(kernelTree), 'arch/x86/entry/entry_64.S'), ...chosen(30)], steps = Math.ceil(Number(process.env['STEPS'] ?? 180) / files.length), seed = Number(process.env['SEED'] ?? 1);

test.each(files.map(file => [path.relative(fs.realpathSync(kernelTree), file), file] as const))('%s', async (_, file) => {
  const configuration = ['.config', 'include/generated/autoconf.h'].map(name => path.join(fs.realpathSync(kernelBuild), name)).map(at => ({ path: at, text: fs.readFileSync(at, 'utf8') }));
  const header = path.join(fs.realpathSync(kernelTree), 'arch/x86/include/asm/linkage.h'), text = fs.readFileSync(file, 'utf8');
  const living = createWorkspace(disk, {}, { trust: usualTrust });
  let version = 1, stale = 0;
  living.buffers.set(file, { text, version });
  for (const step of sessionSteps(text, fs.readFileSync(header, 'utf8'), steps, seed * 1000 + file.length)) {
    // vitest wants to hear from its worker now and then.
    await setImmediate();
    if (step.reopens) forgetFile(living, file);
    put(living, step, ++version);
    // Between two pauses of typing nobody asks for hints, and what changes faster than it is looked at is not even judged.
    const asked = version % 5;
    if (asked === 1 || asked === 3) {
      const opened = openFile(living, file);
      if (asked === 1 && opened?.kind === 'analysed') findingsOf(opened.analysis);
      continue;
    }
    const fresh = createWorkspace(disk, {}, { fromScratch: true });
    put(fresh, step, 1);
    const kept = whole(living, file), anew = whole(fresh, file);
    if (kept !== anew) { stale++; expect.soft(kept, `${step.name}, step ${version}`).toEqual(anew); }
    if (stale > 2) break;
  }
  expect(version).toBeGreaterThan(1);

  function put(workspace: Workspace, step: SessionStep, at: number): void {
    workspace.buffers.set(file, { text: step.text, version: at });
    if (step.header === undefined) workspace.buffers.delete(header); else workspace.buffers.set(header, { text: step.header, version: at });
    for (const { path, text } of configuration) if (step.toggled.size === 0) workspace.buffers.delete(path); else workspace.buffers.set(path, { text: reconfigured(text, step.toggled), version: at });
  }
});

/** Spread over all sizes, the very largest apart: they are data with a few instructions between. */
function chosen(count: number): string[] {
  const bySize = kernelObjects().map(({ source }) => source).filter((source, i, all) => all.indexOf(source) === i).map(source => ({ source, size: fs.statSync(source).size })).sort((a, b) => a.size - b.size);
  const some = bySize.filter(({ size }) => size < 60_000);
  return [...new Set(Array.from({ length: count }, (_, i) => some[Math.floor(i * some.length / count)]!.source))];
}
