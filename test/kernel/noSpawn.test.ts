// SPDX-License-Identifier: GPL-2.0-or-later
// Nothing is started and no object file is read: the built program works on entry_64.S with an empty PATH and with child_process and
// object files out of reach (noProcess.mjs), on the command line, as a language server, and as `npm run try` asks it.

import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { kernelTree } from './tree.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const cli = path.join(root, 'dist/cli.js');
const guard = fileURLToPath(new URL('noProcess.mjs', import.meta.url));
const file = path.join(fs.realpathSync(kernelTree), 'arch/x86/entry/entry_64.S');

describe('with an empty PATH and without child processes', () => {
  beforeAll(() => { execFileSync(process.execPath, ['scripts/build.mjs', '--quiet'], { cwd: root }); });
  const run = (...words: string[]) => spawnSync(process.execPath, ['--import', guard, cli, ...words], { env: { PATH: '' }, encoding: 'utf8', maxBuffer: 1 << 28 });

  test('the guard guards', () => {
    const spawn = spawnSync(process.execPath, ['--import', guard, '-e', 'require("child_process").spawnSync("true")'], { env: { PATH: '' }, encoding: 'utf8' });
    expect(spawn.stderr).toContain('child_process.spawnSync was called');
    const read = spawnSync(process.execPath, ['--import', guard, '-e', 'require("fs").readFileSync("x.o")'], { env: { PATH: '' }, encoding: 'utf8' });
    expect(read.stderr).toContain('x.o was read');
  });
  test('check', () => expect(run('check', file)).toMatchObject({ status: 0, stdout: '', stderr: '' }));
  test.each(['preprocessed', 'listing', 'object', 'cfi', 'orc', 'rules', 'options'])('print %s', (stage) => {
    const { status, stdout, stderr } = run('print', stage, file);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.length).toBeGreaterThan(100);
  });
  test('lsp, as npm run try uses it', () => {
    const server = [process.execPath, '--import', guard, cli, 'lsp', '--stdio'].join(' ');
    // try.mjs itself starts the server, which then is on its own.
    const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(root, 'scripts/try.mjs'), file], { env: { PATH: '', UNWIND_LENS_SERVER: server }, encoding: 'utf8', maxBuffer: 1 << 28 });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('rsp+');
    expect(stdout).toContain('no findings');
  });
});
