// SPDX-License-Identifier: GPL-2.0-or-later
// Lines of the real entry_64.S, typed key by key. TYPED_LINES chooses how many (all: 100000), TYPED_SEED which, TYPED_FILE another file.

import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { disk } from '../../server/src/project/disk.ts';
import { connectTo, pulling } from '../lsp/client.ts';
import { sampleLines, typeLine } from '../lsp/typing.ts';
import { kernelTree } from './tree.ts';

test('typing never shows more than one finding more, and no hint elsewhere flickers', async () => {
  const file = path.join(fs.realpathSync(kernelTree), process.env['TYPED_FILE'] ?? 'arch/x86/entry/entry_64.S');
  const text = fs.readFileSync(file, 'utf8');
  const client = await connectTo(disk, pulling);
  await client.open(file, text);
  const complaints: string[] = [], keys: number[] = [];
  for (const line of sampleLines(text, Number(process.env['TYPED_LINES'] ?? 20), Number(process.env['TYPED_SEED'] ?? 1))) {
    const typed = await typeLine(client, disk, file, text, line);
    complaints.push(...typed.complaints);
    keys.push(...typed.milliseconds);
  }
  client.end();
  keys.sort((a, b) => a - b);
  const at = (share: number) => Math.round(keys[Math.floor(keys.length * share)] ?? 0);
  console.log(`${keys.length} keys: ${at(0.5)} ms in the middle, ${at(0.95)} ms for 95 of 100`);
  expect(complaints).toEqual([]);
}, 3_600_000);
