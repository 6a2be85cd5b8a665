// SPDX-License-Identifier: GPL-2.0-or-later
// `npm run try` shows the same as an editor, in a terminal.

import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';
import { copyFixture, expected, root } from './expected.ts';

test('npm run try prints the states, the finding and the fix', () => {
  const { file, folder, remove } = copyFixture();
  try {
    const { stdout, stderr, status } = spawnSync(process.execPath, [path.join(root, 'scripts/try.mjs'), expected.file],
      { cwd: folder, encoding: 'utf8', timeout: 60_000, env: { ...process.env, NO_COLOR: '1' } });
    expect(stderr).toBe('');
    expect(status).toBe(0);
    const lines = stdout.split('\n');
    expect(lines.find((line) => new RegExp(`^.\\s*${expected.hint.line} `).test(line))).toContain(expected.hint.text);
    const { line, text, code } = expected.problem;
    expect(stdout).toMatch(new RegExp(`^${path.basename(file)}:${line}:\\d+: warning: .*${text}.* \\[${code}\\]$`, 'm'));
    expect(stdout).toContain(`fix: ${expected.fix}`);
  } finally {
    remove();
  }
});
