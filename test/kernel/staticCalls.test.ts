// SPDX-License-Identifier: GPL-2.0-or-later
// .static_call_sites as the real objtool writes it, against the rows that are shown; and the report over the whole tree.

import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { staticCallSite } from '../../server/src/ide/staticCall.ts';
import { disk } from '../../server/src/project/disk.ts';
import { createWorkspace, openFile } from '../../server/src/workspace.ts';
import { kernelTree, objtool, project, removeTemporaryFolders, temporaryFolder } from './realTools.ts';

afterAll(removeTemporaryFolders);

const code = `#include <linux/linkage.h>
#include <linux/static_call_types.h>
	.section .static_call.text, "ax"
	.globl	__SCT__known
	.type	__SCT__known, @function
__SCT__known:
	ret
	.size	__SCT__known, . - __SCT__known
	.data
	.globl	__SCK__known
__SCK__known:
	.quad	0, 0
	.quad	__SCK__known
	.text
SYM_FUNC_START(f)
	sub	$8, %rsp
	call	STATIC_CALL_TRAMP(known)
	call	STATIC_CALL_TRAMP(known)
	add	$8, %rsp
	jmp	STATIC_CALL_TRAMP(known)
SYM_FUNC_END(f)
SYM_FUNC_START(g)
	test	%rdi, %rdi
	jz	STATIC_CALL_TRAMP(known)
	jmp	other
SYM_FUNC_END(g)
	.section .init.text, "ax"
SYM_FUNC_START(h)
	jmp	STATIC_CALL_TRAMP(known)
SYM_FUNC_END(h)
`;
const unknownKey = `#include <linux/linkage.h>
	.text
SYM_FUNC_START(f)
	jmp	__SCT__elsewhere
SYM_FUNC_END(f)
`;

describe('rows of .static_call_sites', () => {
  test.each([['with its key', code, []], ['in a module, without', unknownKey, ['--module']]] as const)('%s', (_name, text, options) => {
    const folder = temporaryFolder(), source = path.join(folder, 'x.S'), object = path.join(folder, 'x.o');
    writeFileSync(source, text);
    execFileSync('gcc', ['-c', '-I', path.join(project, 'server/headers'), source, '-o', object]);
    expect(spawnSync(objtool, ['--orc', '--uaccess', '--static-call', ...options, object], { encoding: 'utf8' }).stderr).toBe('');
    const real = [...execFileSync('readelf', ['-rW', object], { encoding: 'utf8' }).matchAll(/^Relocation section '\.rela\.static_call_sites'[^]*?(?=^$)/gm)]
      .flatMap(([table]) => [...table.matchAll(/^([0-9a-f]+)\s+\S+\s+R_X86_64_PC32\s+[0-9a-f]+ (\S+) \+ ([0-9a-f]+)/gm)].map(([, at, symbol, addend]) => `${parseInt(at!, 16)} ${symbol} ${parseInt(addend!, 16)}`));
    const opened = openFile(createWorkspace(disk, { objtool: ['--orc', '--uaccess', '--static-call', ...options].join(' ') }), source);
    if (opened?.kind !== 'analysed') throw new Error('not analysed');
    const { analysis } = opened;
    const ours = analysis.checked.instructions.flatMap((_, i) => staticCallSite(analysis, i)?.row ?? []).sort((a, b) => a.offset! - b.offset!)
      .flatMap(row => [`${row.offset} ${row.section} ${row.instruction}`, `${row.offset! + 4} ${row.key} ${row.addend}`]);
    expect(ours.length).toBeGreaterThan(0);
    // Where a section has no symbol of its own, objtool counts from a function in it.
    const symbols = new Map(analysis.object.symbols.filter(s => typeof s.section === 'number').map(s => [s.name, { section: analysis.object.sections[s.section as number]!.name, value: s.value }]));
    expect(real.map(row => {
      const [at, symbol, addend] = row.split(' '), known = symbol === '__SCK__known' ? undefined : symbols.get(symbol!);
      return known ? `${at} ${known.section} ${Number(addend) + known.value}` : row;
    })).toEqual(ours);
  });
});

describe('the report', () => {
  beforeAll(() => { execFileSync(process.execPath, ['scripts/build.mjs', '--quiet'], { cwd: project }); });
  test('over arch/x86', () => {
    const run = spawnSync(process.execPath, [path.join(project, 'dist/cli.js'), 'static-calls', path.join(kernelTree, 'arch/x86'), '--format', 'json'], { encoding: 'utf8', maxBuffer: 1 << 28 });
    expect({ status: run.status, stderr: run.stderr }).toEqual({ status: 0, stderr: '' });
    const { summary, sites } = JSON.parse(run.stdout) as { summary: Record<string, number>; sites: { operandCrosses: string; linePosition?: number }[] };
    expect(summary['sites']).toBe(sites.length);
    expect(summary['sites']).toBe(summary['calls']! + summary['jumps']!);
    expect(summary['sites']).toBe(summary['yes']! + summary['may']! + summary['no']!);
    expect(summary['calls']).toBeGreaterThan(200);
    // By chance it would be 3 of 64.
    expect(summary['share']).toBeGreaterThan(0.01);
    expect(summary['share']).toBeLessThan(0.1);
    for (const site of sites) if (site.linePosition !== undefined) expect(site.operandCrosses).toBe(site.linePosition >= 60 && site.linePosition <= 62 ? 'yes' : 'no');
  });
});
