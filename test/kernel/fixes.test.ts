// SPDX-License-Identifier: GPL-2.0-or-later
// Fixes in the words of the tree: what one generation of kernels calls differently, and what only a configured kernel has.

import path from 'node:path';
import { expect, test } from 'vitest';
import { findingsOf } from '../../server/src/ide/findings.ts';
import { fixAll, fixesFor } from '../../server/src/ide/fixes.ts';
import { applyEdits } from '../../server/src/ide/fixes/fix.ts';
import type { Overrides } from '../../server/src/project/configuration.ts';
import { disk } from '../../server/src/project/disk.ts';
import { createWorkspace, openFile } from '../../server/src/workspace.ts';
import { kernelTree } from './tree.ts';

const includes = '#include <linux/linkage.h>\n#include <asm/nospec-branch.h>\n#include <asm/unwind_hints.h>\n\t.text\n';

/** A file of the tree that exists in a buffer only. */
function opened(text: string, overrides: Overrides = {}) {
  const workspace = createWorkspace(disk, overrides), file = path.join(kernelTree, 'arch/x86/lib/getuser.S');
  workspace.buffers.set(file, { text: includes + text, version: 1 });
  const analysed = openFile(workspace, file);
  if (analysed?.kind !== 'analysed') throw new Error('not analysed');
  return analysed.analysis;
}

function firstFix(text: string, overrides: Overrides = {}) {
  const analysis = opened(text, overrides), finding = findingsOf(analysis).find(each => each.severity === 'warning' || each.severity === 'error')!;
  const fixes = fixesFor(analysis, finding);
  return { code: finding.code, titles: fixes.map(fix => fix.title), text: fixes[0] && applyEdits(includes + text, fixes[0].edits).slice(includes.length) };
}

test.each([
  ['ENTRY(f)\n\tRET\nENDPROC(f)\n', 'SYM_FUNC_START(f)\n\tRET\nSYM_FUNC_END(f)\n'],
  ['ENTRY(f)\n\tUNWIND_HINT_END_OF_STACK\n\tswapgs\n\tjmp\tsomewhere\nEND(f)\n', 'SYM_CODE_START(f)\n\tUNWIND_HINT_END_OF_STACK\n\tswapgs\n\tjmp\tsomewhere\nSYM_CODE_END(f)\n'],
  ['WEAK(f)\n\tRET\nENDPROC(f)\n', 'SYM_FUNC_START_WEAK(f)\n\tRET\nSYM_FUNC_END(f)\n'],
])('the words of older kernels: %j', (old, now) => {
  const { titles, text } = firstFix(old);
  expect(text, titles.join(' | ')).toBe(now);
});

test('ENDBR where its address is taken', () => {
  const text = 'SYM_CODE_START(target)\n\tUNWIND_HINT_FUNC\n\tRET\nSYM_CODE_END(target)\nSYM_FUNC_START(f)\n\tlea\ttarget(%rip), %rax\n\tRET\nSYM_FUNC_END(f)\n';
  const { code, text: fixed, titles } = firstFix(text, { objtool: '--orc --ibt --link' });
  expect(code).toBe('ibt-code');
  expect(fixed, titles.join(' | ')).toContain('UNWIND_HINT_FUNC\n\tENDBR\n\tRET');
  expect(titles.at(-1)).toMatch(/^Assert with ANNOTATE_NOENDBR/);
});

test('all returns of a file at once', () => {
  const text = ['f', 'g', 'h'].map(name => `SYM_FUNC_START(${name})\n\tret\nSYM_FUNC_END(${name})\n`).join('');
  const analysis = opened(text, { objtool: '--orc --retpoline --rethunk' }), together = fixAll(analysis, 'naked-ret');
  expect(together?.count).toBe(3);
  expect(applyEdits(includes + text, together!.edits)).toBe(includes + text.replaceAll('\tret\n', '\tRET\n'));
});
