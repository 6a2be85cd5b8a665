// SPDX-License-Identifier: GPL-2.0-or-later
// States of i386 code in real kernels: every .S that the 32-bit builds below .cache/kernel assembled is opened, nothing throws, no finding
// appears that the build does not give, and every instruction in a function has a CFA, but for two reasons that the code itself shows: the CPU
// or a boot loader enters the function (it never returns, so nothing lies below it), or it has loaded another stack pointer.

import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Analysis } from '../../server/src/analysis/analyse.ts';
import { findingsOf } from '../../server/src/ide/findings.ts';
import { hover, renderHover } from '../../server/src/ide/hover.ts';
import { inlayHints } from '../../server/src/ide/inlayHints.ts';
import { sitesOf } from '../../server/src/analysis/sites.ts';
import { operationAt } from '../../server/src/x86/operation.ts';
import { disk } from '../../server/src/project/disk.ts';
import { createWorkspace, openFile } from '../../server/src/workspace.ts';
import { kernelObjects, sourcesOf } from './tree.ts';

const ESP = 4, CFA_UNKNOWN = -1;

const builds = join(import.meta.dirname, '../../.cache/kernel');
const of32 = existsSync(builds) ? readdirSync(builds).filter(name => /^build-.*x86_32$/.test(name)).map(name => join(builds, name)) : [];

// Such a build is made on request: KERNEL_CONFIG=x86_32 test/kernel/prepare.sh
test.skipIf(of32.length > 0)('no 32-bit build to look at', (context) => context.skip());

describe.each(of32)('%s', build => {
  test('every .S of it', () => {
    const workspace = createWorkspace(disk, { build }), sources = new Set(kernelObjects(build).map(one => one.source));
    const thrown: string[] = [], findings: string[] = [];
    let all = 0, known = 0, opened32 = 0;
    const inFunctions = { known: 0, 'entered by the CPU': 0, 'on another stack': 0 }, unexplained: string[] = [];
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
        const functions = functionNames(analysis), returns = new Set(analysis.checked.instructions.filter(one => one.decoded.type === 'return').map(one => one.symbol));
        for (const { state, symbol, decoded, offset } of analysis.checked.instructions) {
          if (decoded.type === 'nop' || decoded.type === 'trap') continue;
          const has = state !== undefined && state.cfa.base !== CFA_UNKNOWN;
          all++; if (has) known++;
          if (symbol === undefined || !functions.has(symbol)) continue;
          if (has) inFunctions.known++;
          else if (!state && !returns.has(symbol)) inFunctions['entered by the CPU']++;
          else if (state && switchesStack(analysis, symbol, offset)) inFunctions['on another stack']++;
          else unexplained.push(`${name}: ${symbol}+0x${offset.toString(16)}`);
        }
      } catch (error) { thrown.push(`${name}: ${String((error as Error).stack)}`); }
    }
    console.log(`${opened32} i386 objects of ${sources.size}: ${known} of ${all} instructions have a CFA; in functions ${Object.entries(inFunctions).map(([what, count]) => `${count} ${what}`).join(', ')}`);
    expect(thrown).toEqual([]);
    expect(findings).toEqual([]);
    expect(opened32).toBeGreaterThan(20);
    expect(unexplained).toEqual([]);
    expect(inFunctions.known).toBeGreaterThan(8000);
  }, 300_000);
});

/** Whether the function has loaded its stack pointer, by way of a register or not, up to there. */
function switchesStack({ checked, object }: Analysis, symbol: string, upTo: number): boolean {
  return checked.instructions.some(({ symbol: own, section, offset, decoded }) => {
    if (own !== symbol || offset >= upTo || decoded.type !== 'other') return false;
    const { mnemonic, operands: [destination] } = operationAt(object.sections[section]!.bytes, offset, 32);
    return mnemonic === 'mov' && destination?.kind === 'register' && destination.register === ESP;
  });
}

function functionNames(analysis: Analysis): ReadonlySet<string> { return new Set(analysis.object.symbols.filter(symbol => symbol.type === 'FUNC').map(symbol => symbol.name)); }
