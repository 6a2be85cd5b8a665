// SPDX-License-Identifier: GPL-2.0-or-later
// Every instruction of the tree's built 64-bit assembly objects, walked from section start to section end, read by Code and by opcode byte.

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { decode } from '../../server/src/x86/decode.ts';
import type { Decoded } from '../../server/src/x86/instruction.ts';
import { readBytes } from '../x86/objtoolBytes.ts';
import { commandFiles, kernelTree } from './statements.ts';

const names = ['ax', 'cx', 'dx', 'bx', 'sp', 'bp', 'si', 'di', 'r8', 'r9', 'r10', 'r11', 'r12', 'r13', 'r14', 'r15'];

test.skipIf(!existsSync(kernelTree))('objtool\'s reading of every instruction', () => {
  let total = 0, objects = 0;
  const wrong: string[] = [], distinct = new Set<string>();
  for (const command of commandFiles(join(kernelTree, 'arch/x86'))) {
    const object = join(dirname(command), command.slice(dirname(command).length + 2, -4));
    if (!existsSync(object) || !/\.S\s*$/m.test(/^savedcmd_\S+ := (.*)$/m.exec(readFileSync(command, 'utf8'))?.[1]?.split(' ; ')[0] ?? '')) continue;
    objects++;
    for (const bytes of codeSections(readFileSync(object))) {
      for (let at = 0; at < bytes.length;) {
        const decoded = decode(bytes, at, 64), own = bytes.subarray(at, at + decoded.length), key = Buffer.from(own).toString('hex');
        total++;
        at += decoded.length;
        if (distinct.has(key)) continue;
        distinct.add(key);
        const expected = readBytes(new Uint8Array(own)), ours = texts(decoded);
        if (decoded.type !== expected.type || ours !== expected.ops.join(' ')) wrong.push(`${key}: ${decoded.type} ${ours}, bytes: ${expected.type} ${expected.ops.join(' ')}`);
      }
    }
  }
  console.log(`${total} instructions (${distinct.size} distinct) of ${objects} objects, ${wrong.length} distinct ones differ`);
  expect(wrong.slice(0, 20)).toEqual([]);
});

function texts(decoded: Decoded): string {
  const offset = (value: number): string => (value >= 0 ? `+${value}` : `${value}`);
  return decoded.stackOps.map(({ source, destination }) => [source, destination].map(({ kind, register, offset: value }) =>
    kind === 'reg' || kind === 'and' ? `${kind} ${names[register]}` : kind === 'add' || kind === 'indirect' ? `${kind} ${names[register]}${offset(value)}` : kind).join('->')).join(' ');
}

/** Contents of the executable sections of an ELF64 file; none of others. */
function* codeSections(file: Buffer): Generator<Uint8Array> {
  if (file.readUInt32BE(0) !== 0x7f454c46 || file[4] !== 2) return;
  const start = Number(file.readBigUInt64LE(0x28)), count = file.readUInt16LE(0x3c);
  for (let i = 0; i < count; i++) {
    const entry = start + i * 64, type = file.readUInt32LE(entry + 4), flags = Number(file.readBigUInt64LE(entry + 8));
    if (type !== 1 || !(flags & 4)) continue;
    const offset = Number(file.readBigUInt64LE(entry + 24)), size = Number(file.readBigUInt64LE(entry + 32));
    yield new Uint8Array(file.subarray(offset, offset + size));
  }
}
