// SPDX-License-Identifier: GPL-2.0-or-later
// Several threads say what one says, in the same order, with the same exit code.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url)), cli = path.join(root, 'dist/cli.js');
const examples = fs.readdirSync(path.join(root, 'examples')).filter(name => name.endsWith('.S')).map(name => `examples/${name}`);

beforeAll(() => { expect(spawnSync(process.execPath, ['scripts/build.mjs', '--quiet'], { cwd: root, stdio: 'inherit' }).status).toBe(0); }, 60_000);

test.each([['text', examples], ['json', examples], ['objtool', examples], ['text', [...examples, 'examples/missing.S', ...examples]]])('check --format %s', (format, files) => {
  const [one, three] = ['1', '3'].map(jobs => spawnSync(process.execPath, [cli, 'check', '--jobs', jobs, '--format', format, ...files], { cwd: root, encoding: 'utf8' }));
  expect(three!.stdout).toBe(one!.stdout);
  expect(three!.stderr).toBe(one!.stderr);
  expect(three!.status).toBe(one!.status);
  expect(one!.stdout).not.toBe('');
});

test('a number of threads that is none', () => {
  const { status, stderr } = spawnSync(process.execPath, [cli, 'check', '--jobs', 'many', 'examples/probe.S'], { cwd: root, encoding: 'utf8' });
  expect(status).toBe(2);
  expect(stderr).toContain('--jobs takes a number of threads');
});
