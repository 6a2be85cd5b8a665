// SPDX-License-Identifier: GPL-2.0-or-later
// Every line of the examples is typed key by key. (test/kernel/typing.test.ts does the same to lines of entry_64.S.)

import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { memoryFileSystem } from '../../server/src/project/fileSystem.ts';
import { connectTo, pulling } from './client.ts';
import { sampleLines, typeLine } from './typing.ts';

const folder = fileURLToPath(new URL('../../examples', import.meta.url));

describe('typing a line of an example', () => {
  test.each(fs.readdirSync(folder).filter(name => name.endsWith('.S')))('%s', async (name) => {
    const text = fs.readFileSync(path.join(folder, name), 'utf8');
    const file = `/project/${name}`, disk = memoryFileSystem(new Map());
    const client = await connectTo(disk, pulling);
    await client.open(file, text);
    const complaints: string[] = [];
    for (const line of sampleLines(text, 1000, 1)) complaints.push(...(await typeLine(client, disk, file, text, line)).complaints);
    client.end();
    expect(complaints).toEqual([]);
  });
});
