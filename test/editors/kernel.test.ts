// SPDX-License-Identifier: GPL-2.0-or-later
// The main job as a person meets it: entry_64.S of a real kernel tree, opened in VS Code. The tree is the one of the kernel suite
// (KERNEL_TREE, or what test/kernel/prepare.sh made); it must be there.

import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { kernelTree } from '../kernel/tree.ts';
import { root } from './expected.ts';
import { startVsCode, type Host } from './vscode-host/start.ts';

let host: Host;

beforeAll(async () => {
  host = await startVsCode({ folder: path.join(kernelTree, 'arch/x86/entry'), vsix: [path.join(root, 'unwind-lens.vsix')] });
  await host.window.openFile('entry_64.S');
});
afterAll(async () => { await host?.close(); });

test('entry_64.S shows its stack in VS Code', async () => {
  const { window } = host;
  const { line } = await window.find('PUSH_AND_CLEAR_REGS rax=');
  await window.gotoLine(line);
  const hints = await window.until('inlay hints', async () => {
    const found = await window.inlayHints();
    return found.some((hint) => hint.line === line) && found;
  });
  // The call builds the register frame: before, nothing can be unwound.
  expect(hints.find((hint) => hint.line === line)?.text).toMatch(/end of stack -> pt_regs rsp\+0/);
  const hover = await window.showHover(line, 2);
  expect(hover).toMatch(/end of stack/);
  expect(hover).toMatch(/pt_regs rsp\+0/);
  expect(hover).toMatch(/pushq? /);
  await window.screenshot(path.join(root, 'test-results/vscode-entry_64.png'));
  expect(await window.problems()).toEqual([]);
  await window.until('the status', async () => /flags of the built object/.test(await window.languageStatus()));
});
