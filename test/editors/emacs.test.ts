// SPDX-License-Identifier: GPL-2.0-or-later
// Emacs: the same through eglot and flymake.

import path from 'node:path';
import { expect, test } from 'vitest';
import { expected, root } from './expected.ts';
import { runSession } from './session.ts';

const script = path.join(root, 'test/editors/emacs/session.el');

test('Emacs: eglot shows the state, the finding and the fix', () => {
  const result = runSession(['emacs', '--batch', '--no-init-file', '-l', script]);
  expect(result.failures).toEqual([]);
  expect(result.hover).toContain(expected.hover.text);
  expect(result.diagnostics).toEqual([expect.objectContaining({ line: expected.problem.line, severity: 'warning' })]);
  expect(result.diagnostics[0]?.message).toContain(expected.problem.text);
  expect(result.actions).toContain(expected.fix);
  expect(result.text).toMatch(expected.fixed);
  expect(result.diagnosticsAfter).toEqual([]);
});
