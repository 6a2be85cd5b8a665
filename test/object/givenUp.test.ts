// SPDX-License-Identifier: GPL-2.0-or-later
// An analysis that is given up in the middle, wherever that is, leaves nothing half done: the next one is what one from scratch is.

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Cancelled } from '../../server/src/base/budget.ts';
import { findingsOf } from '../../server/src/ide/findings.ts';
import { printCfi } from '../../server/src/ide/printCfi.ts';
import { disk } from '../../server/src/project/disk.ts';
import { createWorkspace, openFile, type Workspace } from '../../server/src/workspace.ts';
import { generator } from '../bench/edits.ts';

const path = join(import.meta.dirname, 'given-up.S');
const text = `	.text
${Array.from({ length: 12 }, (_, i) => `	.globl f${i}
	.type f${i}, @function
f${i}:	pushq %rbx
	subq $${8 * i}, %rsp
	call f${(i + 5) % 12}
	addq $${8 * i}, %rsp
	popq %rbx
	ret
	.size f${i}, . - f${i}
`).join('')}`;

test('and then goes on', () => {
  const random = generator(5), any = (count: number): number => Math.floor(random() * count), workspace = createWorkspace(disk);
  const lines = text.split('\n');
  let version = 0, givenUp = 0;
  for (let i = 0; i < 100; i++) {
    const now = [...lines];
    if (i % 3 !== 0) now.splice(any(now.length), any(2), ['\tnop', '\tpushq %rax', '\taddq $8, %rsp'][any(3)]!);
    const source = now.join('\n');
    workspace.buffers.set(path, { text: source, version: ++version });
    let left = any(400);
    try { openFile(workspace, path, { spend() { if (left-- === 0) throw new Cancelled(); } }); } catch (problem) {
      expect(problem).toBeInstanceOf(Cancelled);
      givenUp++;
      // What was there before may come back before what was given up is asked for again.
      if (any(2) === 0) workspace.buffers.set(path, { text, version: ++version });
    }
    const buffer = workspace.buffers.get(path)!, fresh = createWorkspace(disk);
    fresh.buffers.set(path, buffer);
    expect(said(workspace)).toEqual(said(fresh));
  }
  expect(givenUp).toBeGreaterThan(30);
});

function said(workspace: Workspace): unknown {
  const opened = openFile(workspace, path);
  if (opened?.kind !== 'analysed') return opened;
  const { analysis } = opened;
  return [printCfi(analysis), findingsOf(analysis).map(({ message }) => message), analysis.rows.length, analysis.object.sections.map(({ bytes }) => Buffer.from(bytes).toString('hex'))];
}
