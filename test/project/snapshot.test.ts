// SPDX-License-Identifier: GPL-2.0-or-later
import { expect, test } from 'vitest';
import { memoryFileSystem, withBuffers } from '../../server/src/project/fileSystem.ts';
import { changedSince, sourceCache, takeSnapshot } from '../../server/src/project/snapshot.ts';

const files = (entries: Record<string, string>) => memoryFileSystem(new Map(Object.entries(entries)));

test('the same content is the same text, across snapshots', () => {
  const cache = sourceCache();
  const fs = files({ '/t/a.h': 'one' });
  const first = takeSnapshot(fs, cache, '/t').readHeader('./a.h');
  expect(first).toMatchObject({ path: './a.h', text: 'one' });
  expect(takeSnapshot(fs, cache, '/t').readHeader('./a.h')).toBe(first);
  expect(takeSnapshot(files({ '/t/a.h': 'two' }), cache, '/t').readHeader('./a.h')).not.toBe(first);
});

test('open buffers win over the disk, stand-ins come last', () => {
  const fs = withBuffers(files({ '/t/a.h': 'disk', '/t/b.h': 'disk' }), new Map([['/t/a.h', { text: 'typed', version: 3 }]]));
  const { readHeader } = takeSnapshot(fs, sourceCache(), '/t', new Map([['/t/b.h', 'stand-in'], ['/t/c.h', 'stand-in']]));
  const texts = ['a.h', 'b.h', 'c.h', 'd.h'].map(path => { const header = readHeader(path); return header === 'absent' ? header : header.text; });
  expect(texts).toEqual(['typed', 'disk', 'stand-in', 'absent']);
});

test('every path asked for is remembered, present or absent', () => {
  const before = takeSnapshot(files({ '/t/a.h': 'one' }), sourceCache(), '/t');
  before.readHeader('a.h');
  before.readHeader('b.h');
  expect(changedSince(files({ '/t/a.h': 'one', '/t/z.h': '' }), before.asked)).toEqual([]);
  expect(changedSince(files({ '/t/a.h': 'two', '/t/b.h': '' }), before.asked)).toEqual(['/t/a.h', '/t/b.h']);
  expect(changedSince(files({}), before.asked)).toEqual(['/t/a.h']);
});
