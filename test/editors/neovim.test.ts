// SPDX-License-Identifier: GPL-2.0-or-later
// neovim 0.7 or later: hover, findings and the fix through neovim's own client, which knows no pull diagnostics (0.7).

import path from 'node:path';
import { expect, test } from 'vitest';
import { expected, root } from './expected.ts';
import { runSession } from './session.ts';

const script = path.join(root, 'test/editors/neovim/session.lua');

test('neovim: its own LSP client shows the state, the finding and the fix', () => {
  const result = runSession(['nvim', '--headless', '--clean', '-n', '{file}', '-c', `luafile ${script}`]);
  expect(result.failures).toEqual([]);
  expect(result.hover).toContain(expected.hover.text);
  expect(result.diagnostics).toEqual([expect.objectContaining({ line: expected.problem.line, severity: 'warning' })]);
  expect(result.diagnostics[0]?.message).toContain(expected.problem.text);
  expect(result.actions).toContain(expected.fix);
  expect(result.text).toMatch(expected.fixed);
  expect(result.diagnosticsAfter).toEqual([]);
});
