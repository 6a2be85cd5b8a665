// SPDX-License-Identifier: GPL-2.0-or-later
// A configuration that a tree was not built with, judged by a build that was: with the other build's .config chosen in this tree, every object
// has the rows, states and findings that it has there. (That the other build is right is what the table of builds shows.) Offsets in structs are
// this build's own; they change displacements, not states.

import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { findingsOf } from '../../server/src/ide/findings.ts';
import { printCfi } from '../../server/src/ide/printCfi.ts';
import { disk } from '../../server/src/project/disk.ts';
import { createWorkspace, openFile, type Workspace } from '../../server/src/workspace.ts';
import { kernelObjects, kernelTree, sourcesOf } from './tree.ts';

const kernels = path.dirname(kernelTree);
const builds = fs.readdirSync(kernels).filter(name => /^build-6\.12-(frame-pointer|plain|minimal)$/.test(name) && fs.existsSync(path.join(kernels, name, '.config'))).map(name => path.join(kernels, name));

// They are made on request: KERNEL_CONFIG=minimal test/kernel/prepare.sh
test.skipIf(builds.length > 0)('no builds to judge by', (context) => context.skip());

for (const build of builds) {
  test(path.basename(build), { timeout: 300_000 }, () => {
    const sources = sourcesOf(build), there = createWorkspace(disk, { configuration: build }), here = createWorkspace(disk, { configuration: path.join(build, '.config') });
    const different: string[] = [];
    let compared = 0, rows = 0;
    for (const { source } of kernelObjects(build)) {
      const file = path.relative(sources, source), own = path.join(kernelTree, file);
      if (!fs.existsSync(own)) continue;
      const expected = answerOf(there, source);
      // prepare.sh also makes objects that the configuration leaves out.
      if (!expected.built) continue;
      const answer = answerOf(here, own);
      compared++;
      rows += expected.rows.length;
      if (JSON.stringify(answer) !== JSON.stringify(expected)) different.push(file);
    }
    console.log(`${path.basename(build)}: ${compared} objects, ${rows} rows`);
    expect(different).toEqual([]);
    expect(compared).toBeGreaterThan(10);
  });
}

function answerOf(workspace: Workspace, file: string): { built: boolean; rows: string[]; states: string; findings: string[] } {
  const opened = openFile(workspace, file);
  workspace.opened.clear();
  if (opened?.kind !== 'analysed') return { built: false, rows: [], states: '', findings: [] };
  const { analysis, configuration } = opened;
  return {
    built: configuration.part === 'builtin' || configuration.part === 'module', states: printCfi(analysis),
    rows: analysis.rows.map(({ section, offset, type, sp, bp }) => `${analysis.object.sections[section]!.name}+${offset} ${type} ${sp} ${bp}`),
    findings: findingsOf(analysis).map(({ code, section, offset }) => `${code} ${section ?? ''}+${offset ?? ''}`),
  };
}
