// SPDX-License-Identifier: GPL-2.0-or-later
// What every editor must show of fixture/probe.S, in one place for all editor tests. Lines count from 1. Texts are substrings.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

export const expected = {
  file: 'probe.S',
  hover: { line: 11, column: 2, text: 'CFA' },
  hint: { line: 8, text: 'rsp+16' },
  problem: { line: 12, text: 'stack state mismatch', code: 'stack-mismatch-cfa' },
  fix: 'Insert `pop %rbp\' so that both ways arrive with rsp+16 (proven: no findings left)',
  fixed: /\tcall\thelper\n\tpop\t%rbp\n1:\tpop\t%rbx\n/,
  states: 'sp+16',
  statesAfter: /rsp\+24[^]*rsp\+24/, // one line more
} as const;

/** The server as an editor starts it. */
export const server = [process.execPath, path.join(root, 'dist/cli.js'), '--stdio'] as const;

/** A fresh folder with the fixture in it. */
export function copyFixture(): { folder: string; file: string; remove(): void } {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'unwind-lens-')));
  fs.cpSync(path.join(root, 'test/editors/fixture'), folder, { recursive: true });
  return { folder, file: path.join(folder, expected.file), remove: () => { fs.rmSync(folder, { recursive: true, force: true }); } };
}
