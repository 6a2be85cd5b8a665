// SPDX-License-Identifier: GPL-2.0-or-later
// False alarms are the first complaint about every assembly server. On the files of a kernel that builds without a word of objtool we say
// nothing either: no error, and no warning but those listed here with a reason.

import { describe, expect, test } from 'vitest';
import { disk } from '../../server/src/project/disk.ts';
import { lineAt } from '../../server/src/base/text.ts';
import { findingsOf } from '../../server/src/ide/findings.ts';
import { createWorkspace, openFile } from '../../server/src/workspace.ts';
import { kernelObjects, kernelTree } from './tree.ts';

/** File and code -> why it is right to warn. */
const reasons: Readonly<Record<string, string>> = {
  'arch/x86/kernel/acpi/wakeup_32.S func-not-on-insn': 'objtool says so too: the file is 32-bit code, assembled for 64 bits',
  'arch/x86/kernel/acpi/wakeup_32.S intra-call': 'the same file: objtool stops before these',
};

describe(`warnings on ${kernelTree.replace(/^.*\//, '')}`, () => {
  test('only those with a reason', { timeout: 600_000 }, () => {
    const workspace = createWorkspace(disk), said: string[] = [];
    for (const { source } of kernelObjects()) {
      const opened = openFile(workspace, source);
      workspace.opened.clear();
      if (opened?.kind !== 'analysed') continue;
      for (const finding of findingsOf(opened.analysis)) {
        if (finding.severity !== 'error' && finding.severity !== 'warning') continue;
        const file = source.slice(kernelTree.length + 1);
        // What as itself says of the file is as's affair (test/kernel/wholeTree.test.ts).
        if (finding.source === 'as' || finding.source === 'cpp' || `${file} ${finding.code}` in reasons) continue;
        said.push(`${file}:${lineAt(opened.analysis.source, finding.origin.start) + 1}: ${finding.severity}: ${finding.message} [${finding.code}]`);
      }
    }
    expect(said).toEqual([]);
    expect(Object.keys(reasons).length).toBeLessThanOrEqual(10);
  });
});
