// SPDX-License-Identifier: GPL-2.0-or-later
// A healthy kernel is silent: none of our own rules says anything about the .S files of arch/x86, with or without frame pointers.

import { describe, expect, test } from 'vitest';
import { lineAt } from '../../server/src/base/text.ts';
import { findingsOf } from '../../server/src/ide/findings.ts';
import { disk } from '../../server/src/project/disk.ts';
import { createWorkspace, openFile } from '../../server/src/workspace.ts';
import { kernelObjects, kernelTree } from './tree.ts';

describe(`rules of our own over ${kernelTree.replace(/^.*\//, '')}`, () => {
  test.each(kernelObjects().map(({ source }) => [source.slice(kernelTree.length + 1), source] as const))('%s', (_name, source) => {
    const build = process.env['KERNEL_BUILD'];
    const opened = openFile(createWorkspace(disk, build === undefined ? {} : { build }), source);
    if (opened?.kind !== 'analysed') return;
    // Also where kbuild runs no objtool.
    const analysis = { ...opened.analysis, inputs: { ...opened.analysis.inputs, findings: 'kernel' as const } };
    expect(findingsOf(analysis).filter(f => f.source === 'lens' && f.severity !== 'information').map(f => `${lineAt(analysis.source, f.origin.start) + 1}: ${f.code}: ${f.message}`)).toEqual([]);
  });
});
