// SPDX-License-Identifier: GPL-2.0-or-later
// .incbin through the whole chain: the file system hands bytes over, and the snapshot remembers that they were asked for.

import { expect, test } from 'vitest';
import { memoryFileSystem } from '../../server/src/project/fileSystem.ts';
import { createWorkspace, openFile } from '../../server/src/workspace.ts';

test('.incbin', () => {
  const files = new Map([['/w/t.S', '.data\n.incbin "blob.bin", 1, 3\n.incbin "blob.bin"\n'], ['/w/blob.bin', 'abcdef']]);
  const opened = openFile(createWorkspace(memoryFileSystem(files)), '/w/t.S');
  if (opened?.kind !== 'analysed') throw new Error('not analysed');
  const data = opened.analysis.object.sections.find(section => section.name === '.data')!;
  expect(new TextDecoder().decode(data.bytes)).toBe('bcdabcdef');
  expect(opened.snapshot.asked.has('/w/blob.bin')).toBe(true);
});

test('a file that is not there', () => {
  const opened = openFile(createWorkspace(memoryFileSystem(new Map([['/w/t.S', '.incbin "none"\n']]))), '/w/t.S');
  if (opened?.kind !== 'analysed') throw new Error('not analysed');
  expect(opened.analysis.diagnostics.map(d => d.message)).toContain('file not found: none');
});
