// SPDX-License-Identifier: GPL-2.0-or-later
// States of i386 code in real kernels: every .S that the 32-bit builds below .cache/kernel assembled is opened, nothing throws, no finding
// appears that the build does not give, and functions have states. What has none is counted and said.

import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Analysis } from '../../server/src/analysis/analyse.ts';
import { findingsOf } from '../../server/src/ide/findings.ts';
import { hover, renderHover } from '../../server/src/ide/hover.ts';
import { inlayHints } from '../../server/src/ide/inlayHints.ts';
import { sitesOf } from '../../server/src/analysis/sites.ts';
import { disk } from '../../server/src/project/disk.ts';
import { createWorkspace, openFile } from '../../server/src/workspace.ts';
import { kernelObjects, sourcesOf } from './tree.ts';

const builds = join(import.meta.dirname, '../../.cache/kernel');
const of32 = existsSync(builds) ? readdirSync(builds).filter(name => /^build-.*x86_32$/.test(name)).map(name => join(builds, name)) : [];

// Such a build is made on request: KERNEL_CONFIG=x86_32 test/kernel/prepare.sh
test.skipIf(of32.length > 0)('no 32-bit build to look at', (context) => context.skip());

describe.each(of32)('%s', build => {
  test('every .S of it', () => {
    const workspace = createWorkspace(disk, { build }), sources = new Set(kernelObjects(build).map(one => one.source));
    const thrown: string[] = [], findings: string[] = [];
    let all = 0, known = 0, inFunctions = 0, knownInFunctions = 0, opened32 = 0;
    for (const source of sources) {
      const name = relative(sourcesOf(build), source);
      try {
        const opened = openFile(workspace, source);
        if (opened?.kind !== 'analysed') { findings.push(`${name}: ${opened?.reason ?? 'cannot be read'}`); continue; }
        const { analysis } = opened;
        if (analysis.object.machine !== 'i386') continue;
        opened32++;
        for (const finding of findingsOf(analysis)) findings.push(`${name}: ${finding.message} [${finding.code}]`);
        inlayHints(analysis);
        for (const site of sitesOf(analysis).all) { const info = hover(analysis, site.start); if (info) renderHover(info); }
        const functions = functionNames(analysis);
        let own = 0, ownKnown = 0;
        for (const { state, symbol, decoded } of analysis.checked.instructions) {
          if (decoded.type === 'nop' || decoded.type === 'trap') continue;
          const has = state !== undefined && state.cfa.base !== -1;
          all++; if (has) known++;
          if (symbol !== undefined && functions.has(symbol)) { own++; if (has) ownKnown++; }
        }
        inFunctions += own; knownInFunctions += ownKnown;
        if (own !== ownKnown) console.log(`  ${name}: ${ownKnown} of ${own} in functions`);
      } catch (error) { thrown.push(`${name}: ${String((error as Error).stack)}`); }
    }
    console.log(`${opened32} i386 objects of ${sources.size}: ${known} of ${all} instructions have a CFA, in functions ${knownInFunctions} of ${inFunctions}`);
    expect(thrown).toEqual([]);
    expect(findings).toEqual([]);
    expect(opened32).toBeGreaterThan(20);
    expect(knownInFunctions / inFunctions).toBeGreaterThan(0.9);
  }, 300_000);
});

function functionNames(analysis: Analysis): ReadonlySet<string> { return new Set(analysis.object.symbols.filter(symbol => symbol.type === 'FUNC').map(symbol => symbol.name)); }
